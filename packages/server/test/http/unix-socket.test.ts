import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { ListenError, serve } from '../../src/index.ts'
import { diary, folder, server } from './makers.ts'
import { Wire } from './wires.ts'

/** A path for a socket, in a folder of its own. */
function freePath(): string {
  return join(folder(), 'zoetrope.sock')
}

function wireTo(path: string): Wire {
  return new Wire(connect({ path, allowHalfOpen: true }))
}

/** Leaves a socket's file at `path`, as a server that was killed does. */
async function leave(path: string): Promise<void> {
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(`${path}.was`, resolve))
  // Closing removes the name it was opened by.
  renameSync(`${path}.was`, path)
  await new Promise((resolve) => gone.close(resolve))
}

/** Why a server cannot listen at `path`. */
async function refusal(path: string): Promise<ListenError> {
  const made = serve({ cameras: new Cameras(), socket: path })
  const error: unknown = await made.catch((reason: unknown) => reason)
  if (error instanceof ListenError) return error
  throw new Error('Expected the server not to start')
}

test('the address is what nginx takes, and there is no port', async () => {
  const path = freePath()
  const { url, port } = await server({ socket: path, basePath: '/webcam' })
  expect([url, port]).toEqual([`http://unix:${path}:/webcam/`, 0])
  const received = await wireTo(path).ask('GET /webcam/healthz HTTP/1.0').over()
  expect(received).toContain('"status":"ok"')
})

test.each([
  [undefined, 0o660],
  [0o600, 0o600],
  [0o666, 0o666],
])('asked for the mode %o the file has %o', async (socketMode, mode) => {
  const path = freePath()
  await server({ socket: path, socketMode })
  expect(statSync(path).mode & 0o777).toBe(mode)
})

test.each([-1, 1.5, 0o1000, Number.NaN])(
  'a mode that is none (%d) is refused',
  async (socketMode) => {
    const path = freePath()
    const made = serve({ cameras: new Cameras(), socket: path, socketMode })
    await expect(made).rejects.toThrow('Expected socketMode to be a mode from 0 to 0o777, got')
    await expect(made).rejects.toThrow(RangeError)
    expect(existsSync(path)).toBe(false)
  },
)

test('the file goes when the server closes', async () => {
  const path = freePath()
  const made = await server({ socket: path })
  expect(existsSync(path)).toBe(true)
  await made.close()
  expect(existsSync(path)).toBe(false)
})

test('the file of a server that is gone is replaced', async () => {
  const path = freePath()
  await leave(path)
  expect(statSync(path).isSocket()).toBe(true)
  await server({ socket: path })
  expect(await wireTo(path).ask('GET /healthz HTTP/1.0').over()).toContain('"ok"')
})

test('that of one that lives is left alone', async () => {
  const path = freePath()
  await server({ socket: path })
  expect(await refusal(path)).toMatchObject({
    code: 'ADDRESS_IN_USE',
    message: `Cannot listen on the socket ${path}: another program listens there; choose another path, or end that program`,
  })
  expect(await wireTo(path).ask('GET /healthz HTTP/1.0').over()).toContain('"ok"')
})

test('a file that is no socket is left alone', async () => {
  const path = freePath()
  writeFileSync(path, 'mine')
  expect(await refusal(path)).toMatchObject({
    code: 'LISTEN_FAILED',
    message: expect.stringContaining('there is another file'),
  })
  expect(statSync(path).isFile()).toBe(true)
})

test('a folder that is not there is named', async () => {
  const path = join(folder(), 'nowhere', 'zoetrope.sock')
  expect(await refusal(path)).toMatchObject({
    code: 'ADDRESS_FORBIDDEN',
    message: expect.stringContaining(`${path}: its folder does not exist`),
  })
})

test('a path too long for the system is refused, not cut short', async () => {
  expect(await refusal(join(folder(), 'x'.repeat(120)))).toMatchObject({
    code: 'LISTEN_FAILED',
    message: expect.stringContaining('the path is longer than'),
  })
})

const FORWARDED = ['Host: localhost', 'X-Forwarded-For: 192.0.2.7', 'X-Forwarded-Prefix: /webcam']

test('a proxy there is believed, because it is on this machine', async () => {
  const path = freePath()
  const { log, comes } = diary()
  await server({ socket: path, log })
  const received = await wireTo(path)
    .ask('GET /cameras HTTP/1.0', ...FORWARDED)
    .over()
  expect(received).toContain('"/webcam/cameras/desk/stream"')
  expect((await comes('request')).facts['address']).toBe('192.0.2.7')
})

test('but not where only others are trusted', async () => {
  const path = freePath()
  const { log, comes } = diary()
  await server({ socket: path, trustProxy: ['10.0.0.1'], log })
  const received = await wireTo(path)
    .ask('GET /cameras HTTP/1.0', ...FORWARDED)
    .over()
  expect(received).toContain('"/cameras/desk/stream"')
  expect((await comes('request')).facts['address']).toBe('unix')
})
