/**
 * Debian's uStreamer with the camera of a guest, seen from this machine.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../e2e/running.ts'

/** Milliseconds: the first use of the tool on a machine installs and builds what it needs. */
export const PATIENCE: number = 15 * 60_000

/** Starts it; resolves once it has pictures. @param vm The program that runs a guest. */
export async function startUstreamer(
  vm: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const device = ['--device', '/dev/video10', '--format', 'mjpeg']
  const command = ['ustreamer', ...device, '--host', '0.0.0.0', '--port', '8080']
  const options = ['--quiet', '--timeout', '300', '--forward', `${port}:8080`]
  const guest = spawn(vm, [...options, '--', ...command], { stdio: 'ignore' })
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
