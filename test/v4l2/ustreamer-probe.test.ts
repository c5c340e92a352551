/**
 * What the probe says of Debian's uStreamer: it runs in a guest that has a camera, and the built
 * command on this machine.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codesOf } from '../e2e/looking.ts'
import { probed } from '../e2e/probing.ts'
import { freePort } from '../e2e/running.ts'
import { needs, tool } from '../needs.ts'

/** The first use of the tool on a machine installs and builds what it needs. */
const PATIENCE = 15 * 60_000

const vm = tool('v4l2-vm')

/** uStreamer with the guest's camera; its address on this machine, once it has pictures. */
async function startGuest(program: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort()
  const device = ['--device', '/dev/video10', '--format', 'mjpeg']
  const command = ['ustreamer', ...device, '--host', '0.0.0.0', '--port', '8080']
  const options = ['--quiet', '--timeout', '300', '--forward', `${port}:8080`]
  const guest = spawn(program, [...options, '--', ...command], { stdio: 'ignore' })
  const ended = once(guest, 'exit')
  const url = `http://127.0.0.1:${port}`
  // The guest tells nothing; uStreamer shows a card of its own until the camera is there.
  while (guest.exitCode === null && !(await isOnline(url))) await pause(200)
  const stop = async (): Promise<void> => {
    guest.kill()
    await ended
  }
  return { url, stop }
}

async function isOnline(url: string): Promise<boolean> {
  const asked = await fetch(`${url}/state`, { signal: AbortSignal.timeout(5000) }).catch(() => {})
  const state: { result?: { source?: { online?: boolean } } } = await asked
    ?.json()
    .catch(() => ({}))
  return state?.result?.source?.online === true
}

describe.skipIf(!vm || !needs('ustreamer'))('the probe finds nothing that breaks anybody', () => {
  let url = ''
  let stop = async (): Promise<void> => {}
  beforeAll(async () => {
    const guest = await startGuest(vm ?? '')
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
