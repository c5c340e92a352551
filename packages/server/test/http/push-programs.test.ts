/** Frames that real programs push, as docs/push.md has them do it. @module */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { folder } from './makers.ts'
import { becomes, phone, published } from './publishers.ts'

const PICTURES = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=25', '-c:v', 'mjpeg']

/** JPEGs one after the other, and how many. */
function film(count: number): Buffer {
  const args = ['-v', 'error', ...PICTURES, '-frames:v', `${count}`, '-f', 'mjpeg', '-']
  return execFileSync('ffmpeg', args, { maxBuffer: 2 ** 26 })
}

/** A program that publishes. Ended after the test, whatever becomes of it. */
function program(command: string, args: readonly string[], input?: Uint8Array): ChildProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'close')
  })
  return child
}

/** What it wrote, once it has ended. */
async function output(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.on('data', (chunk) => {
    text += chunk
  })
  await once(child, 'close')
  return text
}

describe.skipIf(!needs('ffmpeg'))('ffmpeg', () => {
  test.each([
    ['multipart', 'mpjpeg'],
    ['JPEGs one after the other', 'mjpeg'],
  ])('publishes %s, byte for byte', async (_, format) => {
    const { url, camera } = await phone()
    const all = published(camera, 20)
    const wanted = ['-bitexact', '-frames:v', '20', '-method', 'POST']
    const child = program('ffmpeg', ['-v', 'error', ...PICTURES, ...wanted, '-f', format, url])
    await once(child, 'close')
    const frames = Buffer.concat(await all)
    const args = ['-v', 'error', ...PICTURES, '-bitexact', '-frames:v', '20', '-f', 'mjpeg', '-']
    expect(frames.equals(execFileSync('ffmpeg', args, { maxBuffer: 2 ** 26 }))).toBe(true)
    await becomes(camera, 'lost')
  })

  test('that is refused ends, and leaves the one who publishes alone', async () => {
    const { url, camera } = await phone()
    const endless = ['-v', 'error', '-re', ...PICTURES, '-method', 'POST', '-f', 'mpjpeg', url]
    program('ffmpeg', endless)
    await becomes(camera, 'live')
    const second = program('ffmpeg', endless)
    await once(second, 'close')
    const { published: before } = camera.broadcast
    while (camera.broadcast.published < before + 5) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(camera.state).toBe('live')
  })
})

describe.skipIf(!needs('curl', 'ffmpeg'))('curl', () => {
  test('publishes what another program writes, for as long as it does', async () => {
    const { url, camera } = await phone()
    const jpegs = film(15)
    const all = published(camera, 15)
    const child = program('curl', ['-sS', '-X', 'POST', '-T', '-', url], jpegs)
    expect(JSON.parse(await output(child))).toMatchObject({ published: 15, rejected: 0 })
    expect(Buffer.concat(await all).equals(jpegs)).toBe(true)
  })

  test('publishes a picture from a file, also a large one it asks for beforehand', async () => {
    const { url, camera } = await phone()
    const jpeg = execFileSync(
      'ffmpeg',
      [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        'testsrc=size=3840x2160',
        '-frames:v',
        '1',
        '-q:v',
        '1',
        '-f',
        'mjpeg',
        '-',
      ],
      { maxBuffer: 2 ** 26 },
    )
    const path = join(folder(), 'large.jpg')
    writeFileSync(path, jpeg)
    const type = ['-H', 'Content-Type: image/jpeg']
    const status = ['-o', '/dev/null', '-w', '%{http_code}']
    const child = program('curl', ['-sS', '-X', 'POST', '-T', path, ...type, ...status, url])
    expect(await output(child)).toBe('204')
    expect(Buffer.from(camera.broadcast.newest?.jpeg ?? []).equals(jpeg)).toBe(true)
  })

  test('is told what is wrong, also when it sends a stream that nobody reads to its end', async () => {
    const { url } = await phone()
    const child = program(
      'curl',
      ['-sS', '-X', 'POST', '-T', '-', url],
      Buffer.alloc(2_000_000, 'x'),
    )
    expect(JSON.parse(await output(child))).toMatchObject({ code: 'INVALID_STREAM' })
  })
})

describe.skipIf(!needs('gst-launch-1.0') || !hasSink())('GStreamer', () => {
  test('publishes through its curlhttpsink', async () => {
    const { url, camera } = await phone()
    const pipeline = `videotestsrc num-buffers=10 ! video/x-raw,width=160,height=120 ! jpegenc
      ! multipartmux boundary=frame ! curlhttpsink location=${url} use-content-length=false
      content-type=multipart/x-mixed-replace`
    const child = program('gst-launch-1.0', ['-q', ...pipeline.trim().split(/\s+/)])
    await once(child, 'close')
    expect(camera.broadcast.published).toBe(10)
  })
})

/** Debian has it in a package of its own. */
function hasSink(): boolean {
  try {
    execFileSync('gst-inspect-1.0', ['curlhttpsink'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('skipped: curlhttpsink is missing; apt-get install gstreamer1.0-plugins-bad')
    return false
  }
}
