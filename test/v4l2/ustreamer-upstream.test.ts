/**
 * uStreamer as a server that Zoetrope takes pictures from: it runs in a guest that has a camera, and
 * Zoetrope on this machine.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isWriting } from '../clients/client.ts'
import { writeRows } from '../clients/page.ts'
import { picturesOf } from '../clients/taken.ts'
import { upstreams, ustreamer } from '../clients/upstreams.ts'
import { freePort } from '../e2e/running.ts'
import { needs, tool } from '../needs.ts'

const COUNT = 20
/** The first use of the tool on a machine installs and builds what it needs. */
const PATIENCE = 15 * 60_000

const vm = tool('v4l2-vm')

/** uStreamer with the guest's camera; what is given is its port on this machine. */
async function startGuest(program: string): Promise<number> {
  const port = await freePort()
  const device = ['--device', '/dev/video10', '--format', 'mjpeg']
  const command = ['ustreamer', ...device, '--host', '0.0.0.0', '--port', '8080']
  const options = ['--quiet', '--timeout', '300', '--forward', `${port}:8080`]
  const guest = spawn(program, [...options, '--', ...command], { stdio: 'ignore' })
  const ended = once(guest, 'exit')
  onTestFinished(async () => {
    guest.kill()
    await ended
  })
  return port
}

describe.skipIf(!vm || !needs('ustreamer'))('uStreamer', () => {
  it('gives pictures that differ', { timeout: PATIENCE }, async ({ signal }) => {
    const port = await startGuest(vm ?? '')
    expect(await picturesOf(`http://127.0.0.1:${port}/stream`, COUNT, signal)).toBe(COUNT)
    if (!isWriting) return
    const { name, from, asked, version } = ustreamer
    const names = [...upstreams, ustreamer].map((row) => row.name)
    writeRows('servers', names, [[name, version() ?? '', from, asked, `${COUNT} of ${COUNT}`]])
  })
})
