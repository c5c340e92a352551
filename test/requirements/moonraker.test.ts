import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { camera, Feed, folder, server } from '../../packages/server/test/http/makers.ts'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { needs } from '../needs.ts'

const run = promisify(execFile)

/*
 * What Moonraker and its timelapse ask of a server: moonraker/components/webcam.py, and
 * component/timelapse.py of moonraker-timelapse.
 */

describe('Moonraker', () => {
  test('reaches the snapshot of a camera that runs, without waiting for its next picture', async () => {
    // webcam.py, _handle_webcam_test, waits for one second only.
    const feed = new Feed(tinyJpeg())
    const desk = camera('desk', feed, { always: true })
    const { url } = await server({ cameras: new Cameras([desk]) })
    await desk.broadcast.waitFor(0)
    for (let times = 0; times < 3; times += 1) {
      const response = await fetch(`${url}cameras/desk/snapshot.jpg`)
      expect(response.status).toBe(200)
      await response.body?.cancel()
    }
  })
})

describe.skipIf(!needs('wget'))('moonraker-timelapse', () => {
  test('saves frame after frame with wget, as timelapse.py (newframe) calls it', async () => {
    const feed = new Feed(tinyJpeg({ shade: 10 }))
    const desk = camera('desk', feed, { linger: 10_000 })
    const { url } = await server({ cameras: new Cameras([desk]) })
    const into = folder()
    const frames: Buffer[] = []
    for (const shade of [10, 90, 170]) {
      const next = shade === 10 ? undefined : desk.broadcast.next()
      if (next) feed.give(tinyJpeg({ shade }))
      await next
      const path = join(into, `frame${`${shade}`.padStart(6, '0')}.jpg`)
      await run('wget', [`${url}cameras/desk/snapshot.jpg`, '-O', path], { timeout: 20_000 })
      frames.push(readFileSync(path))
    }
    expect(frames).toEqual([10, 90, 170].map((shade) => Buffer.from(tinyJpeg({ shade }))))
    expect(feed.opened).toBe(1)
  })
})
