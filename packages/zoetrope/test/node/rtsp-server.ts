/**
 * A real RTSP camera for tests: GStreamer's server, with a test picture.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
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

/** Starts the server for one test, open to all or locked (eye:s3cret); gives its host and port. */
export async function rtspServer(...options: readonly 'locked'[]): Promise<string> {
  const script = fileURLToPath(new URL('rtsp-server.py', import.meta.url))
  const child = spawn(PYTHON, [script, ...options], { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  )
  let port = ''
  // The pipe stays open: a Python that cannot end its line ends itself.
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    port += String(chunk)
    if (port.includes('\n')) return `127.0.0.1:${port.trim()}`
  }
  throw new Error('The RTSP server ended before it served')
}
