import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Connection } from '../../src/viewer/connection.ts'
import { writePacer } from '../../src/viewer/pacer.ts'
import { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { ModelLink } from './model-link.ts'

test('a viewer is announced when it joins', () => {
  const joined: Viewer[] = []
  const viewer = new Viewer(new Broadcast(), { onJoin: (who) => joined.push(who) })
  expect(joined).toEqual([])
  const connection = new Connection(new ModelLink(), writePacer)
  connection.add(viewer)
  connection.close()
  expect(joined).toEqual([viewer])
})

test('a viewer that leaves is announced once, with its final counts', () => {
  const broadcast = new Broadcast()
  const left: { sent: number; dropped: number }[] = []
  const viewer = new Viewer(broadcast, {
    onLeave: ({ sent, dropped }) => left.push({ sent, dropped }),
  })
  const link = new ModelLink(2)
  const connection = new Connection(link, writePacer)
  connection.add(viewer)
  for (let shade = 0; shade < 3; shade++) broadcast.publish(tinyJpeg({ shade }))
  link.drain()
  connection.close()
  connection.close()
  expect(left).toEqual([{ sent: 2, dropped: 1 }])
})
