/**
 * Real streams from ffmpeg, for tests that must not trust JPEGs of our own making alone.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import type { Bytes } from '../../src/frame/frame.ts'

/** What ffmpeg writes to its output when it is called with these arguments and input. */
export function ffmpeg(args: readonly string[], input?: Uint8Array): Bytes {
  const result = spawnSync('ffmpeg', ['-v', 'error', ...args, '-'], {
    input: input ?? new Uint8Array(0),
    maxBuffer: 100_000_000,
  })
  if (result.status !== 0) throw new Error(`ffmpeg failed: ${result.stderr}`)
  return new Uint8Array(result.stdout)
}

/** A moving test picture in `format`: `mjpeg` (JPEGs end to end) or `mpjpeg` (multipart). */
export function testStream(
  format: 'mjpeg' | 'mpjpeg',
  frames: number,
  extra: readonly string[] = [],
) {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25']
  const encoder = ['-frames:v', `${frames}`, '-c:v', 'mjpeg', '-q:v', '5', '-flags', '+bitexact']
  return ffmpeg([...source, ...encoder, ...extra, '-f', format])
}
