import { describe, expect, test } from 'vitest'
import { Camera, type Source } from 'zoetrope'
import { CameraLog } from '../../src/cli/camera-log.ts'
import { createLog } from '../../src/cli/log.ts'

/** A camera whose log lines are kept, and a way to wait for one of them. */
function logged(source: Source) {
  const entries: Record<string, unknown>[] = []
  let notify = (): void => {}
  const write = (line: string): void => {
    entries.push(JSON.parse(line))
    notify()
  }
  const pen = new CameraLog(createLog({ level: 'debug', format: 'json', write }), 'front')
  const camera = new Camera('front', source, { note: pen.note })
  pen.follow(camera)
  const seen = async (found: (entry: Record<string, unknown>) => boolean): Promise<void> => {
    while (!entries.some(found)) {
      await new Promise<void>((resolve) => {
        notify = resolve
      })
    }
  }
  return { camera, entries, seen }
}

const failing: Source = {
  // biome-ignore lint/correctness/useYield: it fails before the first frame
  async *open(_signal, note) {
    note?.('640x480 at 30 fps')
    note?.('MJPG, copied')
    throw new Error('unplugged')
  },
}

describe('the log of a camera', () => {
  test('tells changes of state with the reason, and remarks of the source', async () => {
    const { camera, entries, seen } = logged(failing)
    await using _ = camera
    camera.demand()
    await seen(({ to }) => to === 'lost')
    expect(entries).toMatchObject([
      { level: 'info', camera: 'front', from: 'idle', to: 'starting' },
      { level: 'info', camera: 'front', msg: '640x480 at 30 fps' },
      { level: 'info', camera: 'front', msg: 'MJPG, copied' },
      { level: 'warn', camera: 'front', from: 'starting', to: 'lost', reason: 'unplugged' },
    ])
  })

  test('warns of what a source says that somebody should mend', async () => {
    const { camera, entries, seen } = logged({
      // biome-ignore lint/correctness/useYield: it says what it has to say, and ends
      async *open(_signal, note) {
        note?.('Expected brightness to be less', 'warn')
      },
    })
    await using _ = camera
    camera.demand()
    await seen(({ to }) => to === 'lost')
    expect(entries).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'Expected brightness to be less' }),
    )
  })

  test('says a reason once, and that retries fail the same way only when asked for details', async () => {
    const { camera, entries, seen } = logged(failing)
    await using _ = camera
    camera.demand()
    await seen(({ level, msg }) => level === 'debug' && msg === 'unplugged')
    const loud = entries.filter(({ level }) => level !== 'debug')
    expect(loud.filter((entry) => JSON.stringify(entry).includes('unplugged'))).toHaveLength(1)
  })
})
