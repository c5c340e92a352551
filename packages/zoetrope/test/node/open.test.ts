import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { openSource } from '../../src/node/open.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { folder, next, open, take } from './taking.ts'

describe('openSource', () => {
  it('opens the pattern', async () => {
    const [frame] = await take(await openSource('pattern:?size=320x240'))
    expect(inspectJpeg(frame?.jpeg ?? new Uint8Array())).toMatchObject({ width: 320, height: 240 })
  })

  it('opens a URL, with its credentials', async () => {
    const server = createServer((request, response) => {
      const known = request.headers.authorization === `Basic ${btoa('eye:s3cret')}`
      response.writeHead(known ? 200 : 401, {
        'content-type': 'image/jpeg',
        'www-authenticate': 'Basic realm="camera"',
      })
      response.end(tinyJpeg())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    // A TCP server's address is never a string.
    const { port } = server.address() as AddressInfo
    const source = await openSource(`http://eye:s3cret@127.0.0.1:${port}/still.jpg`)
    expect(source.label).not.toContain('s3cret')
    expect((await take(source))[0]?.jpeg).toEqual(tinyJpeg())
  })

  it('opens a directory, at the rate of its query', async () => {
    const path = await folder()
    await writeFile(join(path, '1.jpg'), tinyJpeg())
    expect(await take(await openSource(`${path}?fps=100`), 3)).toHaveLength(3)
    expect(await take(await openSource(path))).toHaveLength(1)
  })

  it('opens a JPEG file as one that is rewritten', async () => {
    const path = join(await folder(), 'Still.JPG')
    await writeFile(path, tinyJpeg({ shade: 1 }))
    const { frames } = open(await openSource(path))
    await next(frames)
    await writeFile(path, tinyJpeg({ shade: 2 }))
    expect(await next(frames)).toMatchObject([{ jpeg: tinyJpeg({ shade: 2 }) }])
  })

  it('opens a file by its URL', async () => {
    const path = join(await folder(), 'a still.jpg')
    await writeFile(path, tinyJpeg())
    expect(await take(await openSource(pathToFileURL(path).href))).toHaveLength(1)
  })

  it('takes a name that has a question mark in it for a name', async () => {
    const path = join(await folder(), 'what?fps=x')
    await mkdir(path)
    await writeFile(join(path, '1.jpg'), tinyJpeg())
    expect(await take(await openSource(path))).toHaveLength(1)
  })

  it('opens a named pipe', async () => {
    const path = join(await folder(), 'pipe')
    execFileSync('mkfifo', [path])
    const { frames } = open(await openSource(path))
    const waiting = next(frames)
    await writeFile(path, tinyJpeg())
    expect(await waiting).toMatchObject([{ jpeg: tinyJpeg() }])
  })

  it('opens a command', async () => {
    const file = join(await folder(), 'a b.mjpeg')
    await writeFile(file, tinyJpeg())
    const source = await openSource(`exec:cat '${file}'`)
    expect(await take(source)).toMatchObject([{ jpeg: tinyJpeg() }])
  })

  it.each([
    ['/dev/null?size=640x480', '/dev/null'],
    ['/dev/null', '/dev/null'],
    ['rtsp://eye:s3cret@camera/1', 'rtsp://camera/1'],
    ['RTSP://camera/1', 'rtsp://camera/1'],
    ['ffmpeg:-f lavfi -i testsrc2=size=64x64', 'ffmpeg:-f lavfi -i testsrc2=size=64x64'],
    ['exec:cat "a b"', 'exec:cat a b'],
    ['rpicam:?fps=15', 'rpicam:?fps=15'],
  ])('calls %s %s', async (uri, label) => {
    expect((await openSource(uri)).label).toBe(label)
  })

  it.each([
    ['ftp://eye:s3cret@host/x', 'INVALID_SOURCE', '"ftp:" is no kind of source known here'],
    ['webcam:', 'INVALID_SOURCE', '/dev/video0'],
    ['nowhere/at/all', 'SOURCE_UNAVAILABLE', 'There is no file or directory nowhere/at/all'],
    ['Front=/dev/video0', 'SOURCE_UNAVAILABLE', 'a name before the = has only'],
    ['/dev/video99', 'SOURCE_UNAVAILABLE', '/dev/video99 does not exist; '],
    ['/dev/video99?fps=5', 'SOURCE_UNAVAILABLE', 'run zoetrope devices'],
    ['/dev/null?fps=fast', 'INVALID_SOURCE', 'Expected fps to be a number'],
    ['/dev/null?size=big', 'INVALID_SOURCE', 'Expected a size such as 1280x720'],
    ['.?fps=-1', 'INVALID_SOURCE', 'Expected fps to be a number above 0'],
    ['ffmpeg:', 'INVALID_SOURCE', 'got no -i'],
    ['rpicam:?fps=0', 'INVALID_SOURCE', 'Expected fps to be a number from 0.1 to 1000'],
    ['exec:', 'INVALID_SOURCE', 'exec:rpicam-vid'],
    [`exec:'`, 'INVALID_SOURCE', 'never closed'],
    ['', 'SOURCE_UNAVAILABLE', 'There is no file or directory'],
  ])('refuses %j in one line', async (uri, code, words) => {
    const error: unknown = await openSource(uri).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(String(error)).not.toMatch(/s3cret|\n/)
  })
})

describe.skipIf(!needs('ffmpeg'))('openSource with ffmpeg', () => {
  it('opens any input of ffmpeg', async () => {
    const source = await openSource('ffmpeg:-f lavfi -i "testsrc2=size=64x64:rate=30"')
    expect(await take(source, 3)).toHaveLength(3)
  })

  it('opens a video file', async () => {
    const path = join(await folder(), 'clip.mjpeg')
    await writeFile(path, Buffer.concat([tinyJpeg({ shade: 1 }), tinyJpeg({ shade: 2 })]))
    expect(await take(await openSource(path), 4)).toHaveLength(4)
  })
})
