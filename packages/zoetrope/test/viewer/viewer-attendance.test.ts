import { expect, test } from 'vitest'
import { Broadcast } from '../../src/broadcast/broadcast.ts'
import { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

test('a viewer is announced when it joins', () => {
  const joined: Viewer[] = []
  const viewer = new Viewer(new Broadcast(), { onJoin: (who) => joined.push(who) })
  expect(joined).toEqual([viewer])
})

test('a viewer that leaves is announced once, with its final counts', () => {
  const broadcast = new Broadcast()
  const left: { sent: number; dropped: number }[] = []
  const viewer = new Viewer(broadcast, {
    onLeave: ({ sent, dropped }) => left.push({ sent, dropped }),
  })
  for (let shade = 0; shade < 3; shade++) broadcast.publish(tinyJpeg({ shade }))
  viewer.take()
  viewer.leave()
  viewer.leave()
  expect(left).toEqual([{ sent: 1, dropped: 2 }])
})
