/**
 * uStreamer as a server that Zoetrope takes pictures from: it runs in a guest that has a camera, and
 * Zoetrope on this machine.
 *
 * @module
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import { isWriting } from '../clients/client.ts'
import { writeRows } from '../clients/page.ts'
import { picturesOf } from '../clients/taken.ts'
import { upstreams, ustreamer } from '../clients/upstreams.ts'
import { needs, tool } from '../needs.ts'
import { PATIENCE, startUstreamer } from './ustreamer.ts'

const COUNT = 20

const vm = tool('v4l2-vm')

describe.skipIf(!vm || !needs('ustreamer'))('uStreamer', () => {
  it('gives pictures that differ', { timeout: PATIENCE }, async ({ signal }) => {
    const { url, stop } = await startUstreamer(vm ?? '')
    onTestFinished(stop)
    expect(await picturesOf(`${url}/stream`, COUNT, signal)).toBe(COUNT)
    if (!isWriting) return
    const { name, from, asked, version } = ustreamer
    const names = [...upstreams, ustreamer].map((row) => row.name)
    writeRows('servers', names, [[name, version() ?? '', from, asked, `${COUNT} of ${COUNT}`]])
  })
})
