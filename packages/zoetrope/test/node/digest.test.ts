import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { authenticatingFetch } from '../../src/node/digest.ts'
import { head, rawServer } from '../client/raw-server.ts'
import { digestServer, expectedResponse, fieldsOf } from './digest-server.ts'

const admin = { user: 'admin', password: 'secret' }
const run = promisify(execFile)

async function curl(url: string, { user, password } = admin): Promise<string> {
  const { stdout } = await run('curl', ['-sS', '--digest', '-u', `${user}:${password}`, url])
  return stdout
}

describe('the server that judges here agrees with RFC 7616, 3.9.1', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('%s', (algorithm, response) => {
    const fields = {
      algorithm,
      username: 'Mufasa',
      realm: 'http-auth@example.org',
      uri: '/dir/index.html',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      qop: 'auth',
    }
    const asked = { password: 'Circle of Life', method: 'GET' }
    expect(expectedResponse(fields, asked)).toBe(response)
  })
})

const asking = [
  { algorithm: undefined, qop: undefined },
  { algorithm: 'MD5', qop: undefined },
  { algorithm: 'MD5', qop: 'auth' },
  { algorithm: 'MD5', qop: 'auth,auth-int' },
  { algorithm: 'MD5-sess', qop: 'auth' },
  { algorithm: 'SHA-256', qop: 'auth' },
  { algorithm: 'SHA-256-sess', qop: 'auth' },
]

// curl 7 and 8.9 do not know SHA-512-256.
describe.each([...asking, { algorithm: 'SHA-512-256', qop: 'auth' }])(
  'algorithm $algorithm, qop $qop',
  (asked) => {
    test('is answered, and one nonce serves counted requests', async () => {
      const server = await digestServer(asked)
      const authenticated = authenticatingFetch(admin)
      for (const path of ['/video?a=1&b=%20c', '/other', '/']) {
        expect(await (await authenticated(server.origin + path)).text()).toBe('ok')
      }
      expect(server.complaints).toEqual([])
      expect(server.asked).toHaveLength(4)
    })

    test('a wrong password is refused, and asked for once', async () => {
      const server = await digestServer(asked)
      const response = await authenticatingFetch({ ...admin, password: 'Secret' })(server.origin)
      expect(response.status).toBe(401)
      expect(server.complaints).toEqual(['a wrong response'])
    })
  },
)

test.skipIf(!needs('curl')).each(asking)(
  'curl is let in by the same server: algorithm $algorithm, qop $qop',
  async (asked) => {
    const server = await digestServer(asked)
    expect(await curl(`${server.origin}/video?a=1`)).toBe('ok')
    expect(server.complaints).toEqual([])
  },
)

test('an RFC 2069 answer has neither count nor cnonce', async () => {
  const server = await digestServer()
  await authenticatingFetch(admin)(server.origin)
  const fields = fieldsOf(server.asked[1]?.headers.get('authorization') ?? '')
  expect(Object.keys(fields)).toEqual(['username', 'realm', 'nonce', 'uri', 'response', 'opaque'])
})

test('a nonce that has gone stale is replaced without another word', async () => {
  const server = await digestServer({ qop: 'auth', uses: 2 })
  const authenticated = authenticatingFetch(admin)
  for (let n = 0; n < 5; n++) expect((await authenticated(server.origin)).status).toBe(200)
  expect(server.complaints).toEqual(['stale', 'stale'])
})

test('requests at the same time have counts of their own', async () => {
  const server = await digestServer({ algorithm: 'MD5', qop: 'auth' })
  const authenticated = authenticatingFetch(admin)
  await authenticated(server.origin)
  for (let n = 0; n < 3; n++) await authenticated(server.origin)
  const counts = server.asked.map(
    ({ headers }) => fieldsOf(headers.get('authorization') ?? '')['nc'],
  )
  expect(counts).toEqual([undefined, '00000001', '00000002', '00000003', '00000004'])
})

test.skipIf(!needs('curl'))('names and passwords may be of any letters, as with curl', async () => {
  const odd = { user: 'jö "q" \\', password: 'pä:ß☃' }
  const visit = async (get: (url: string) => Promise<string>): Promise<void> => {
    const server = await digestServer({ ...odd, qop: 'auth', realm: 'Kamera "K\xfcche"' })
    const shown = await get(server.origin)
    expect([shown, ...server.complaints]).toEqual(['ok'])
  }
  const authenticated = authenticatingFetch(odd)
  await visit(async (url) => (await authenticated(url)).text())
  await visit((url) => curl(url, odd))
})

describe('of several challenges', () => {
  async function chosen(...challenges: string[]): Promise<string | undefined> {
    const lines = challenges.map((challenge) => `WWW-Authenticate: ${challenge}`)
    const server = await rawServer((_, socket) =>
      socket.end(head('401 Unauthorized', ...lines, 'Content-Length: 0')),
    )
    await authenticatingFetch(admin)(server.origin)
    return server.asked[1]?.headers.get('authorization')
  }

  test('the first digest with a known hash is taken', async () => {
    const digest = 'Digest realm="x", nonce="1", qop="auth"'
    expect(await chosen(`${digest}, algorithm=SHA-256`, `${digest}, algorithm=MD5`)).toMatch(
      /algorithm=SHA-256/,
    )
    expect(await chosen(`${digest}, algorithm=SHA3, ${digest}, algorithm=md5`)).toMatch(
      /algorithm=md5/,
    )
  })

  test('digest is preferred to basic, wherever it stands', async () => {
    expect(await chosen('Basic realm="x"', 'Digest realm="x", nonce="1"')).toMatch(/^Digest /)
  })

  test('basic is better than a digest that cannot be answered', async () => {
    const digest = 'Digest realm="x", nonce="1", qop="auth-int"'
    expect(await chosen(digest, 'Basic realm="x"')).toBe(`Basic ${btoa('admin:secret')}`)
  })

  test('none that is known is an error that names them', async () => {
    await expect(chosen('Digest realm="x", nonce="1", algorithm=SHA3')).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('digest (SHA3)'),
    })
  })
})

test('after a redirect the answer is for the new path, each time', async () => {
  const server = await digestServer({ qop: 'auth', moved: '/old' })
  const authenticated = authenticatingFetch(admin)
  for (let n = 0; n < 2; n++) {
    expect(await (await authenticated(`${server.origin}/old`)).text()).toBe('ok')
  }
  expect(server.asked.map(({ path }) => path)).toEqual(['/old', '/', '/', '/old', '/', '/'])
})
