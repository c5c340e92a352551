/**
 * A real RTSP camera for tests: GStreamer's server, with a test picture.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

// Debian's own: the bindings are of its version, whatever python3 is on the PATH.
const PYTHON = '/usr/bin/python3'
const CHECK = `
import gi
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer
Gst.init(None)
assert all(Gst.ElementFactory.find(name) for name in ('jpegenc', 'rtpjpegpay', 'openh264enc'))
`

/** Whether the server can run here; says how to get it where it cannot. */
export function hasRtspServer(): boolean {
  if (spawnSync(PYTHON, ['-c', CHECK]).status === 0) return true
  console.warn(
    'skipped: no RTSP server; apt-get install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good gstreamer1.0-plugins-bad',
  )
  return false
}

/** A running RTSP camera. It is gone when the test ends. */
export interface RtspCamera {
  /** Host and port. */
  readonly host: string
  readonly port: number
  /** Ends it, as a power cut does; resolves when it is gone. */
  kill(): Promise<void>
  /** Stops it, as a hang does: connections stay, and nothing comes. */
  freeze(): void
  /** Lets it go on. */
  thaw(): void
}

/** Starts the server for one test, open to all or locked (eye:s3cret); gives its host and port. */
export async function rtspServer(...options: readonly 'locked'[]): Promise<string> {
  return (await rtspCamera(...options)).host
}

/** Starts a camera. Its options are told in rtsp-server.py. */
export async function rtspCamera(
  ...options: readonly ('locked' | 'tcp' | `port=${number}`)[]
): Promise<RtspCamera> {
  const script = fileURLToPath(new URL('rtsp-server.py', import.meta.url))
  const child = spawn(PYTHON, [script, ...options], { stdio: ['ignore', 'pipe', 'ignore'] })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = (): Promise<void> => {
    child.kill('SIGKILL')
    return gone
  }
  onTestFinished(kill)
  const port = await firstNumber(child.stdout)
  const [freeze, thaw] = [() => void child.kill('SIGSTOP'), () => void child.kill('SIGCONT')]
  return { host: `127.0.0.1:${port}`, port, kill, freeze, thaw }
}

async function firstNumber(output: Readable): Promise<number> {
  let line = ''
  // The pipe stays open: a Python that cannot end its line ends itself.
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    line += String(chunk)
    if (line.includes('\n')) return Number(line)
  }
  throw new Error('The RTSP server ended before it served')
}
