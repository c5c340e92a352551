import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hasRtspServer, rtspServer } from '../../packages/zoetrope/test/node/rtsp-server.ts'
import { needs } from '../needs.ts'
import { serve } from './running.ts'

/*
 * Every kind of source through the built command, to a viewer of its stream: pictures arrive, each a
 * whole JPEG, and they change.
 */

const ffmpeg = needs('ffmpeg')
const picture = '-f lavfi -i testsrc2=size=320x240:rate=15'.split(' ')

/** Different pictures among the first `count` that a viewer of this source gets. */
async function watch(source: string, count: number): Promise<number> {
  const server = await serve([source])
  onTestFinished(() => server.stop())
  const seen = new Set<string>()
  for (let index = -1, got = 0; got < count; got++) {
    const response = await fetch(`${server.url}/snapshot.jpg?after=${index}`)
    if (response.status === 503) continue
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    index = Number(response.headers.get('x-frame-index'))
    const jpeg = Buffer.from(await response.arrayBuffer())
    expect([jpeg.readUInt16BE(0), jpeg.readUInt16BE(jpeg.length - 2)]).toEqual([0xffd8, 0xffd9])
    seen.add(jpeg.toString('base64'))
  }
  return seen.size
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'zoetrope-source-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** Some different JPEGs. */
function jpegs(count: number): Buffer[] {
  const path = folder()
  execFileSync('ffmpeg', ['-v', 'error', ...picture, '-frames:v', `${count}`, `${path}/%02d.jpg`])
  return Array.from({ length: count }, (_, n) =>
    execFileSync('cat', [join(path, `${String(n + 1).padStart(2, '0')}.jpg`)]),
  )
}

test('the pattern', async () => {
  expect(await watch('pattern:', 8)).toBe(8)
})

test.skipIf(!ffmpeg)('a video file, looped: more pictures than it has', async () => {
  const path = join(folder(), 'clip.mp4')
  const video = ['-c:v', 'mpeg4', '-frames:v', '8', path]
  execFileSync('ffmpeg', ['-v', 'error', ...picture, ...video])
  expect(await watch(path, 20)).toBeGreaterThan(4)
})

test.skipIf(!ffmpeg || !hasRtspServer())('an RTSP camera', async () => {
  expect(await watch(`rtsp://${await rtspServer()}/jpeg`, 8)).toBe(8)
})

// Other people's MJPEG servers are in test/clients/upstreams.test.ts.
test('another Zoetrope', async () => {
  const upstream = await serve(['pattern:?fps=10'])
  onTestFinished(() => upstream.stop())
  expect(await watch(`${upstream.url}/stream`, 8)).toBe(8)
})

test.skipIf(!ffmpeg)('a camera that gives one JPEG per request', async () => {
  const pictures = jpegs(6)
  let asked = 0
  const camera = createServer((_, response) => {
    response.setHeader('content-type', 'image/jpeg').end(pictures[asked++ % pictures.length])
  }).listen(0, '127.0.0.1')
  await once(camera, 'listening')
  onTestFinished(() => void camera.close())
  const { port } = camera.address() as AddressInfo // TCP, so never a string
  expect(await watch(`http://127.0.0.1:${port}/shot.jpg#fps=20`, 6)).toBeGreaterThan(4)
})

test.skipIf(!ffmpeg)('a folder of JPEGs', async () => {
  const path = join(folder(), 'pictures')
  mkdirSync(path)
  for (const [n, jpeg] of jpegs(4).entries()) writeFileSync(join(path, `${n}.jpg`), jpeg)
  expect(await watch(`${path}?fps=10`, 4)).toBeGreaterThan(2)
})

test.skipIf(!ffmpeg)('a JPEG that another program rewrites', async () => {
  const path = join(folder(), 'now.jpg')
  const pictures = jpegs(6)
  let written = 0
  const rewrite = (): void => {
    writeFileSync(`${path}.new`, pictures[written++ % pictures.length] ?? '')
    renameSync(`${path}.new`, path)
  }
  rewrite()
  const rewriting = setInterval(rewrite, 100)
  onTestFinished(() => clearInterval(rewriting))
  expect(await watch(path, 5)).toBeGreaterThan(3)
})

test.skipIf(!ffmpeg)('a program that writes JPEGs, started without a shell', async () => {
  expect(await watch(`exec:ffmpeg -v error -re ${picture.join(' ')} -f mjpeg -`, 8)).toBe(8)
})

test.skipIf(!ffmpeg)('whatever ffmpeg can read', async () => {
  expect(await watch(`ffmpeg:-re ${picture.join(' ')}`, 8)).toBe(8)
})
