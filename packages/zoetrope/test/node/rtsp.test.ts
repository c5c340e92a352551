import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { rtspRun, rtspSource } from '../../src/node/rtsp.ts'
import { descendants, processes } from './children.ts'
import { hasRtspServer, rtspServer } from './rtsp-server.ts'
import { next, open, take } from './taking.ts'

describe('rtspRun', () => {
  const plan = { address: 'rtsp://camera/1' }

  it('prefers TCP, gives up on a silent camera, and does not wait to guess a frame rate', () => {
    const { args, input } = rtspRun(plan, 5.01)
    expect(args.slice(0, args.indexOf('-i') + 2).join(' ')).toBe(
      '-flags low_delay -rtsp_flags prefer_tcp -timeout 5000000 -fflags nobuffer -fpsprobesize 0 -analyzeduration 1000000 -i rtsp://camera/1',
    )
    expect(input).toBeUndefined()
  })

  it('calls the timeout by its old name in ffmpeg 4, where the new one meant something else', () => {
    expect(rtspRun({ ...plan, timeout: 200 }, 4.04).args.join(' ')).toContain('-stimeout 200000 ')
  })

  it('passes a password through standard input, with all options, quoted', () => {
    const address = "rtsp://eye:s3'cret@camera/1"
    const { args, input } = rtspRun({ address, transport: 'udp' }, 5.01)
    expect(args.join(' ')).not.toContain('cret')
    expect(input).toBe(
      `ffconcat version 1.0
file 'rtsp://eye:s3'\\''cret@camera/1'
option rtsp_transport udp+tcp
option timeout 5000000
option fflags nobuffer
option fpsprobesize 0
option analyzeduration 1000000
`,
    )
  })

  it('comes back to TCP where no picture comes by UDP', () => {
    const { args } = rtspRun({ ...plan, transport: 'udp' }, 5.01)
    expect(args.join(' ')).toContain('-rtsp_transport udp+tcp ')
    expect(rtspRun({ ...plan, transport: 'tcp' }, 5.01).args.join(' ')).toContain('_transport tcp ')
  })

  it('copies where it is told that the camera sends MJPEG', () => {
    expect(rtspRun({ ...plan, copy: true }, 5.01).args.join(' ')).toContain('-c:v copy')
    expect(rtspRun(plan, 5.01).args.join(' ')).toContain('-c:v mjpeg')
  })
})

describe('rtspSource', () => {
  it('has a label without credentials', () => {
    const { label } = rtspSource('rtsp://eye:s3cret@camera:554/1?channel=2&pwd=hush')
    expect(label).toBe('rtsp://camera:554/1?channel=2&pwd=***')
  })

  it('takes the transport out of the URL, and leaves the camera what is its own', () => {
    expect(rtspSource('rtsp://c/1?a=b&rtsp_transport=udp&c=d').label).toBe('rtsp://c/1?a=b&c=d')
    expect(rtspSource('rtsp://c/1?rtsp_transport=tcp').label).toBe('rtsp://c/1')
  })

  it.each([
    ['rtsp://', 'rtsp://'],
    ['rtsp://eye:s3#cret@camera/', 'rtsp://camera/'],
    ['http://eye:s3cret@camera/', 'http://camera/'],
    ['rtsp://camera/1?rtsp_transport=pigeon', 'pigeon'],
    ['rtsp://camera/a b', 'rtsp://camera/a b'],
  ])('refuses %s without repeating a password', (url, shown) => {
    const attempt = (): unknown => rtspSource(url)
    expect(attempt).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message: expect.stringContaining(shown) }),
    )
    expect(attempt).not.toThrow(/cret/)
  })
})

describe.skipIf(!needs('ffmpeg') || !hasRtspServer())('rtspSource with a camera', () => {
  it.each([
    ['H.264', 'h264', {}],
    ['H.264 over UDP', 'h264?rtsp_transport=udp', {}],
    ['MJPEG', 'jpeg', {}],
    ['MJPEG, copied', 'jpeg', { copy: true }],
  ])(
    'gives whole JPEGs of %s',
    async (_, path, options) => {
      const source = rtspSource(`rtsp://${await rtspServer()}/${path}`, options)
      for (const { jpeg } of await take(source, 10)) {
        expect(inspectJpeg(jpeg)).toMatchObject({ ok: true, width: 320, height: 240 })
      }
      expect(descendants().filter(({ command }) => command.includes('ffmpeg'))).toEqual([])
    },
    30_000,
  )

  it.each(['jpeg', 'h264'])(
    'logs in to /%s with a password nobody can see',
    async (path) => {
      const { frames } = open(rtspSource(`rtsp://eye:s3cret@${await rtspServer('locked')}/${path}`))
      expect(await next(frames, 10)).toHaveLength(10)
      const running = processes().filter(({ command }) => /ffmpeg/.test(command))
      expect(running.length).toBeGreaterThan(0)
      expect(running.filter(({ command }) => command.includes('s3cret'))).toEqual([])
    },
    30_000,
  )

  it('says that the camera refused the password, without the password', async () => {
    const host = await rtspServer('locked')
    const { frames } = open(rtspSource(`rtsp://eye:wr0ng@${host}/jpeg`))
    await expect(frames.next()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringMatching(/^rtsp:\/\/127[^@]*\/jpeg ended with code \d+ [^@]*401/),
    })
  }, 30_000)

  it.each([
    ['nothing', 'SOURCE_FAILED', /404 Not Found; is the path in its URL right\?$/],
    ['h264?rtsp_transport=udp_multicast', 'SOURCE_FAILED', /./],
  ])(
    'says what a camera without /%s answers',
    async (path, code, words) => {
      const { frames } = open(rtspSource(`rtsp://${await rtspServer()}/${path}`, { timeout: 3000 }))
      await expect(frames.next()).rejects.toMatchObject({
        code,
        message: expect.stringMatching(words),
      })
    },
    30_000,
  )

  it('tells the rhythm of the camera once it is known, and what it waits for before', async () => {
    const source = rtspSource(`rtsp://${await rtspServer()}/h264`)
    const { frames } = open(source)
    expect(source.awaited).toMatch(/^a key frame from rtsp:/)
    expect(source.interval).toBe(4000)
    await next(frames, 12)
    expect(source.awaited).toBeUndefined()
    expect(source.interval).toBeLessThan(4000)
    expect(source.interval).toBeGreaterThan(10)
  }, 30_000)

  it('ends when the camera does', async () => {
    const host = await rtspServer()
    const { frames } = open(rtspSource(`rtsp://${host}/jpeg`))
    await next(frames, 3)
    const server = descendants().find(({ command }) => command.includes('rtsp-server.py'))
    process.kill(server?.pid ?? 0, 'SIGKILL')
    const toTheEnd = async (): Promise<string> => {
      while (!(await frames.next()).done);
      return 'ended'
    }
    expect(await toTheEnd().catch(({ code }) => code)).toMatch(/^(?:ended|SOURCE_FAILED)$/)
  }, 30_000)

  it.each(['rtsp://eye:s3cret@', 'rtsp://'])(
    'gives up on a camera (%s) that never answers',
    async (front) => {
      const server = createServer().listen(0, '127.0.0.1')
      onTestFinished(() => void server.close())
      server.on('connection', (socket) => {
        onTestFinished(() => void socket.destroy())
      })
      await once(server, 'listening')
      // A TCP server's address is never a string.
      const { port } = server.address() as AddressInfo
      const { frames } = open(rtspSource(`${front}127.0.0.1:${port}/x`, { timeout: 300 }))
      await expect(frames.next()).rejects.toMatchObject({
        code: 'SOURCE_FAILED',
        message: expect.not.stringContaining('s3cret'),
      })
    },
    30_000,
  )
})
