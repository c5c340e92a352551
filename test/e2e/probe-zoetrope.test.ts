/*
 * Zoetrope itself, looked at: at every address where it is found, its own and those of the servers that
 * it stands in for, and in every layout that a viewer may ask for.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Camera, Cameras, pattern } from 'zoetrope'
import { serve, type ZoetropeServer } from '../../packages/server/src/index.ts'
import { codesOf, look } from './looking.ts'

// Each look begins when there is room for it.
vi.setConfig({ maxConcurrency: 60 })

let server: ZoetropeServer

beforeAll(async () => {
  const source = pattern({ width: 320, height: 240, fps: 12 })
  const cameras = new Cameras([new Camera('front', source)])
  const port = { port: 0 }
  const listeners = { esp32: { port: 0, streamPort: 0 }, 'camera-streamer': port, motion: port }
  server = await serve({ cameras, port: 0, listeners })
})
afterAll(() => server.close())

/** The address of a path on one of the listeners. */
function addressOf(listener: string, path: string): string {
  const { url } = server.listeners.find(({ name }) => name === listener) ?? server
  return new URL(path, url).href
}

describe.concurrent('the probe says of a layout that is asked for', () => {
  test.for([
    ['early headers', 'advance_headers=1', ['LENGTH_MISSING']],
    ['parts without data', 'zero_data=1', ['EMPTY_PART', 'NO_FRAME']],
  ] as const)('by %s what is odd about it, and no more', async ([, query, codes], { signal }) => {
    const report = await look(addressOf('zoetrope', `/stream?${query}`), { signal })
    expect(codesOf(report), JSON.stringify(report.findings)).toEqual(codes)
  })
})

describe.concurrent('the probe has nothing against the stream of', () => {
  test.for([
    ['zoetrope', '/stream'],
    ['zoetrope', '/cameras/front/stream'],
    ['zoetrope', '/stream?fps=6'],
    ['zoetrope', '/stream?dual_final_frames=1'],
    ['zoetrope', '/stream?extra_headers=1'],
    ['mjpg-streamer', '/?action=stream'],
    ['mjpg-streamer', '/?action=stream_0'],
    ['WebcamXP', '/cam_1.mjpg'],
    ['uStreamer', '/stream?key=kitchen&extra_headers=1'],
    ['go2rtc', '/api/stream.mjpeg?src=front'],
    ['PiCamera', '/stream.mjpg'],
    ['OpenMV', '/stream.jpg'],
    ['esp32', '/stream'],
    ['camera-streamer', '/stream'],
    ['camera-streamer', '/?action=stream'],
    ['motion', '/1/mjpg/stream'],
    ['motion', '/1/stream'],
    ['motion', '/'],
  ] as const)('%s at %s', async ([listener, path], { signal }) => {
    const report = await look(addressOf(listener, path), { signal })
    expect(codesOf(report), JSON.stringify(report.findings)).toEqual([])
    expect(report).toMatchObject({ kind: 'stream', verdict: 'clean' })
    expect(report.facts).toMatchObject({ width: 320, height: 240 })
  })
})

describe.concurrent('the probe has nothing against the snapshot of', () => {
  test.for([
    ['zoetrope', '/snapshot.jpg'],
    ['zoetrope', '/cameras/front/snapshot.jpg'],
    ['mjpg-streamer', '/?action=snapshot'],
    ['WebcamXP', '/cam_1.jpg'],
    ['uStreamer', '/snapshot'],
    ['go2rtc', '/api/frame.jpeg?src=front'],
    ['esp32', '/capture'],
    ['camera-streamer', '/snapshot'],
    ['motion', '/1/static'],
    ['motion', '/1/current'],
  ] as const)('%s at %s', async ([listener, path], { signal }) => {
    const report = await look(addressOf(listener, path), { signal })
    expect(codesOf(report), JSON.stringify(report.findings)).toEqual([])
    expect(report).toMatchObject({ kind: 'snapshot', verdict: 'clean' })
    expect(report.facts).toMatchObject({ width: 320, height: 240 })
  })
})
