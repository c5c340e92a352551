import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FoundCamera } from '../../../src/node/onvif/probe.ts'
import { usernameToken } from '../../../src/node/onvif/service.ts'
import { cameraStreams } from '../../../src/node/onvif/streams.ts'
import { rawServer } from '../../client/raw-server.ts'
import { type CameraOptions, onvifCamera } from './camera.ts'

const eye = { user: 'eye', password: 's3cret' }

function foundAt(service: string, address = '127.0.0.1'): FoundCamera {
  const nothing = { name: undefined, hardware: undefined, location: undefined }
  return { ...nothing, id: 'x', address, services: [service] }
}

/** A server that answers every question so; its origin. */
async function serving(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // TCP, so never a string
  return `http://127.0.0.1:${port}`
}

async function streamsOf(options: CameraOptions = {}, login = eye) {
  const { port, asked } = await onvifCamera(options)
  return { asked, port, streams: cameraStreams(foundAt(`http://127.0.0.1:${port}/`), login) }
}

const main = (port: number) => ({
  profile: 'MainStream',
  encoding: 'H264',
  width: 1920,
  height: 1080,
  fps: 25,
  streamUrl: 'rtsp://127.0.0.1:554/main?a=1&b=2',
  snapshotUrl: `http://127.0.0.1:${port}/snap.jpg`,
})

describe('a camera tells its streams', () => {
  test.each([
    ['a token', {}],
    ['a token, with a clock that is an hour ahead', { ahead: 3_600_000 }],
    ['HTTP digest', { digest: true }],
  ])('to whoever logs in by %s', async (_, options) => {
    const { streams, port, asked } = await streamsOf(options)
    expect(await streams).toEqual([
      main(port),
      {
        profile: 'Sub',
        encoding: 'JPEG',
        width: 640,
        height: 480,
        fps: 10,
        streamUrl: 'rtsp://127.0.0.1:554/sub?a=1&b=2',
        snapshotUrl: undefined,
      },
    ])
    expect(asked[0]).toBe('GetSystemDateAndTime')
  })

  test('and not to who does not', async () => {
    const { streams, port } = await streamsOf({}, { user: 'eye', password: 'wrong' })
    await expect(streams).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: `http://127.0.0.1:${port}/ refuses the user and the password`,
    })
  })

  test('with names and passwords of any letters', async () => {
    const odd = { user: 'jö<&"', password: 'pä:ß☃' }
    const { streams } = await streamsOf({ ...odd, user: 'jö&#60;&#38;&#34;' }, odd)
    expect(await streams).toHaveLength(2)
  })
})

test('the token is that of the specification', () => {
  // Computed with openssl: printf "0123456789abcdef2026-11-21T10:00:00Zs3cret" | openssl sha1 -binary | base64
  const nonce = new TextEncoder().encode('0123456789abcdef')
  const token = usernameToken(eye, new Date('2026-11-21T10:00:00.123Z'), nonce)
  expect(token).toContain('#PasswordDigest">1E1KGliOVrBHWhxN6kA2HvUc7us=</w:Password>')
  expect(token).toContain('>MDEyMzQ1Njc4OWFiY2RlZg==</w:Nonce>')
  expect(token).not.toContain('s3cret')
})

describe('a password is shown to nobody else than the machine that answered', () => {
  test('where that names another one as its service', async () => {
    const other = await rawServer(() => {})
    const asking = cameraStreams(foundAt(`${other.origin}/`, '192.0.2.7'), eye)
    await expect(asking).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining('192.0.2.7 names no service at its own address'),
    })
    expect(other.connections).toBe(0)
  })

  test.each([
    ['basic authentication', { 'www-authenticate': 'Basic realm="camera"' }],
    ['nothing it could be given', {}],
  ])('and to that only as a digest, though it asks for %s', async (_, challenge) => {
    const shown: unknown[] = []
    const origin = await serving((response) => {
      shown.push(response.req.headers.authorization)
      response.writeHead(401, challenge).end()
    })
    await expect(cameraStreams(foundAt(`${origin}/`), eye)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('wants the password itself'),
    })
    expect(shown).toEqual(shown.map(() => undefined))
  })

  test('where its service redirects elsewhere', async () => {
    const other = await rawServer(() => {})
    const origin = await serving((response) => {
      response.writeHead(307, 'Moved', { location: `${other.origin}/` }).end()
    })
    await expect(cameraStreams(foundAt(`${origin}/`), eye)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: expect.stringContaining('answered 307 Moved, and no ONVIF'),
    })
    expect(other.connections).toBe(0)
  })
})

test.each([
  ['a page', '<html><body>Hello<br></body></html>', 'answered 200 OK, and no ONVIF'],
  ['too much', '<a>'.repeat(200_000), 'answered 200 OK, and no ONVIF'],
])('what is no ONVIF is told so: %s', async (_, body, words) => {
  const origin = await serving((response) => response.end(body))
  await expect(cameraStreams(foundAt(`${origin}/`), eye)).rejects.toMatchObject({
    code: 'SOURCE_FAILED',
    message: expect.stringContaining(words),
  })
})
