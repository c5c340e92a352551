import { expect, test } from 'vitest'
import type { Credentials } from '../../src/client/address.ts'
import { answerBasic, answeringFetch, type Fetch } from '../../src/client/authentication.ts'
import { head, type RawServer, rawServer } from './raw-server.ts'

const OK = `${head('200 OK', 'Content-Length: 2', 'Connection: close')}ok`
const ADMIN = `Basic ${Buffer.from('jö:p:w').toString('base64')}`

function asks(...challenges: string[]): string {
  const lines = challenges.map((challenge) => `WWW-Authenticate: ${challenge}`)
  return head('401 Unauthorized', ...lines, 'Content-Length: 0')
}

function basicFetch(credentials: Credentials, through: Fetch): Fetch {
  return answeringFetch((challenges) => answerBasic(challenges, credentials), through)
}

/** Lets in who proves to be `jö` with the password `p:w`. */
function guarded(...challenges: string[]): Promise<RawServer> {
  return rawServer(({ headers }, socket) => {
    socket.end(headers.get('authorization') === ADMIN ? OK : asks(...challenges))
  })
}

function login(): Fetch {
  return basicFetch({ user: 'jö', password: 'p:w' }, fetch)
}

function sent(server: RawServer): (string | undefined)[] {
  return server.asked.map(({ headers }) => headers.get('authorization'))
}

test.each([['Basic realm="x"'], ['Digest realm="x", nonce="1"', 'BASIC realm=x'], []])(
  'the password goes out when the server asks with %s, and not before',
  async (...challenges) => {
    const server = await guarded(...challenges)
    expect(await (await login()(server.origin)).text()).toBe('ok')
    expect(sent(server)).toEqual([undefined, ADMIN])
  },
)

test('later requests to the same server do not wait to be asked', async () => {
  const server = await guarded('Basic realm="x"')
  const authenticated = login()
  for (let n = 0; n < 3; n++)
    expect((await authenticated(`${server.origin}/${n}`)).status).toBe(200)
  expect(sent(server)).toEqual([undefined, ADMIN, ADMIN, ADMIN])
})

test('headers and other wishes travel along', async () => {
  const server = await guarded('Basic realm="x"')
  await login()(server.origin, { method: 'HEAD', headers: { 'x-wish': 'yes' } })
  const wishes = server.asked.map(({ method, headers }) => [method, headers.get('x-wish')])
  expect(wishes).toEqual([
    ['HEAD', 'yes'],
    ['HEAD', 'yes'],
  ])
})

test.each([['Basic realm="x"'], ['Basic realm="x", stale=true']])(
  'a refused password is not tried again, nor at once at the next request: %s',
  async (challenge) => {
    const server = await guarded(challenge)
    const authenticated = basicFetch({ user: 'jö', password: 'wrong' }, fetch)
    expect((await authenticated(server.origin)).status).toBe(401)
    expect(server.asked).toHaveLength(2)
    expect((await authenticated(server.origin)).status).toBe(401)
    expect(server.asked).toHaveLength(3)
  },
)

test('a server that says "stale" for ever is not asked for ever', async () => {
  const server = await guarded('Counted realm="x", stale=true')
  let count = 0
  const counting = answeringFetch(() => () => `Counted ${count++}`, fetch)
  expect((await counting(server.origin)).status).toBe(401)
  expect(server.asked).toHaveLength(6)
})

test('a server that asks for something else is an error that names it', async () => {
  const server = await guarded('Negotiate, Digest realm="x", nonce="1", algorithm=MD5')
  await expect(login()(`${server.origin}/video?token=x`)).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
    message: `${server.origin}/video?token=*** asks for authentication that is not known here: negotiate, digest (MD5)`,
  })
  expect(sent(server)).toEqual([undefined])
})

test('a redirect on the same server is followed to where the password is asked for', async () => {
  const server = await rawServer(({ path, headers }, socket) => {
    if (path === '/old') socket.end(head('302 Found', 'Location: /new', 'Content-Length: 0'))
    else socket.end(headers.get('authorization') === ADMIN ? OK : asks('Basic realm="x"'))
  })
  expect((await login()(`${server.origin}/old`)).status).toBe(200)
  expect(server.asked.map(({ path }) => path)).toEqual(['/old', '/new', '/new'])
})

test('the password does not leave for another origin, however it gets there', async () => {
  const elsewhere = await guarded('Basic realm="x"')
  const away = head('302 Found', `Location: ${elsewhere.origin}/caught`, 'Content-Length: 0')
  const server = await rawServer(({ path, headers }, socket) => {
    const known = headers.has('authorization')
    socket.end(path === '/at-once' || known ? away : asks('Basic realm="x"'))
  })
  const authenticated = login()
  expect((await authenticated(`${server.origin}/at-once`)).status).toBe(401)
  expect((await authenticated(`${server.origin}/after-login`)).status).toBe(401)
  expect((await authenticated(`${server.origin}/when-known`)).status).toBe(401)
  expect(sent(server)).toEqual([undefined, undefined, ADMIN, ADMIN])
  expect(sent(elsewhere)).toEqual([undefined, undefined, undefined])
})
