/**
 * What the probe says of Debian's uStreamer: it runs in a guest that has a camera, and the built
 * command on this machine.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codesOf } from '../e2e/looking.ts'
import { probed } from '../e2e/probing.ts'
import { needs, tool } from '../needs.ts'
import { PATIENCE, startUstreamer } from './ustreamer.ts'

const vm = tool('v4l2-vm')

describe.skipIf(!vm || !needs('ustreamer'))('the probe finds nothing that breaks anybody', () => {
  let url = ''
  let stop = async (): Promise<void> => {}
  beforeAll(async () => {
    const guest = await startUstreamer(vm ?? '')
    url = guest.url
    stop = guest.stop
  }, PATIENCE)
  afterAll(() => stop())

  it.each([
    // A note: nothing tells nginx that the stream is one.
    ['stream', '/stream', ['PROXY_BUFFERS']],
    ['snapshot', '/snapshot', []],
  ])('in uStreamer’s %s', async (kind, path, codes) => {
    const report = await probed(`${url}${path}`, '--quick')
    expect(codesOf(report), JSON.stringify(report.findings)).toEqual(codes)
    expect(report).toMatchObject({ kind, verdict: 'clean', code: 0 })
    expect(report.facts).toMatchObject({ width: 640, height: 480 })
  })
})
