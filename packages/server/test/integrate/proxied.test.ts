/** What is printed for nginx and Caddy, in front of a real server. @module */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Cameras, PushSource } from 'zoetrope'
import { needs } from '../../../../test/needs.ts'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import type { ServeOptions } from '../../src/index.ts'
import type { Setup } from '../../src/integrate/setup.ts'
import { LiveWire } from '../http/live-wire.ts'
import { camera, Feed, folder, server } from '../http/makers.ts'
import { Wire } from '../http/wires.ts'
import { caddy, caddyVerdict, nginx, nginxVerdict } from './proxies.ts'
import { integration, shown } from './setups.ts'

/** The two, and how they are started and asked. */
const PROXIES = [
  { program: 'nginx', start: nginx, judge: nginxVerdict },
  { program: 'caddy', start: caddy, judge: caddyVerdict },
] as const

/** A server with a camera that is fed and one that is pushed to, and what its settings would be. */
async function behind(options: Partial<ServeOptions> = {}, said?: string) {
  const feed = new Feed(tinyJpeg())
  const cameras = new Cameras([camera('desk', feed), camera('phone', new PushSource())])
  const { port } = await server({ cameras, ...options })
  const facts: Partial<Setup> = {
    address: said,
    isSaid: said !== undefined,
    local: options.socket ? undefined : `http://127.0.0.1:${port}/`,
    socket: options.socket,
    basePath: options.basePath ?? '',
    takesFrames: true,
  }
  return { feed, facts, desk: cameras.first }
}

/** Five frames through the proxy, each given only when the one before has come. */
async function moves(base: string, feed: Feed): Promise<void> {
  const { port, pathname } = new URL(`${base}cameras/desk/stream`)
  const viewer = new Wire(Number(port)).ask(`GET ${pathname} HTTP/1.1`, `Host: 127.0.0.1:${port}`)
  for (let n = 1; n < 5; n += 1) {
    await viewer.until((received) => received.includes(`X-Frame-Index: ${n - 1}\r\n`))
    feed.give(tinyJpeg({ shade: n }))
  }
  expect(await viewer.until((received) => received.includes('X-Frame-Index: 4\r\n'))).toContain(
    'multipart/x-mixed-replace',
  )
}

describe.each(PROXIES)('$program', ({ program, start, judge }) => {
  describe.skipIf(!needs(program))('in front of a server', () => {
    test('shows all of it: the stream moves, /live opens, links lead back, frames are taken', async () => {
      const { feed, facts } = await behind()
      const base = `${await start(integration(program, facts).text)}/webcam/`
      await moves(base, feed)
      const origin = new URL(base).origin
      const wire = await new LiveWire(`${base}live`, { headers: { origin } }).say({
        type: 'subscribe',
        camera: 'desk',
      })
      await wire.shows('desk', 1)
      const { links } = await (await fetch(`${base}cameras/desk`)).json()
      expect(links.stream).toBe('/webcam/cameras/desk/stream')
      expect((await fetch(base.slice(0, -1))).url).toBe(base)
      const webcam = integration('mainsail', { cameras: [shown('desk')], address: '/webcam/' })
      const [, snapshot = ''] = /^snapshot_url: (.*)$/m.exec(webcam.text) ?? []
      expect((await fetch(`${origin}${snapshot}`)).headers.get('content-type')).toBe('image/jpeg')
      const init = { method: 'POST', headers: { 'content-type': 'image/jpeg' }, body: tinyJpeg() }
      expect((await fetch(`${base}cameras/phone/frames`, init)).ok).toBe(true)
      expect((await fetch(`${base}cameras/phone/snapshot.jpg`)).headers.get('content-type')).toBe(
        'image/jpeg',
      )
    })

    test('shows it at its root, where that is what somebody wants', async () => {
      const { feed, facts } = await behind({}, 'http://127.0.0.1/')
      const base = `${await start(integration(program, facts).text)}/`
      await moves(base, feed)
      expect((await (await fetch(`${base}cameras/desk`)).json()).links.stream).toBe(
        '/cameras/desk/stream',
      )
    })

    test.each([
      [undefined, '/cams/'],
      ['/house/cams/', '/house/cams/'],
    ])('shows one that knows its path, asked for at %s, at %s', async (said, path) => {
      const { feed, facts } = await behind({ basePath: '/cams' }, said)
      const base = `${await start(integration(program, facts).text)}${path}`
      await moves(base, feed)
      expect((await (await fetch(`${base}cameras/desk`)).json()).links.stream).toBe(
        `${path}cameras/desk/stream`,
      )
    })

    test('reaches a Unix socket whose path has a space', async () => {
      const { feed, facts } = await behind({
        socket: join(folder(), 'a b.sock'),
        socketMode: 0o666,
      })
      const { text } = integration(program, facts)
      await moves(`${await start(text)}/webcam/`, feed)
    })

    test('takes the block, and would not take one that is wrong', () => {
      const { text } = integration(program)
      expect(judge(text)).toMatchObject({ code: 0 })
      expect(judge(text.replace('{', '{ flushhh on;\n flushhh')).code).not.toBe(0)
    })
  })

  test('an address that contradicts the path the server knows is refused with words', () => {
    const facts = { basePath: '/cams', address: '/webcam/', isSaid: true }
    expect(() => integration(program, facts)).toThrow(/must end with that, not with \/webcam\//)
  })
})

describe.skipIf(!needs('nginx'))('Mainsail’s own nginx', () => {
  test('leads to the addresses in the printed webcam, once the server knows its name', async () => {
    const feed = new Feed(tinyJpeg())
    const cameras = new Cameras([camera('desk', feed)])
    const { port } = await server({ cameras, hosts: ['mjpgstreamer1'] })
    // As its documentation has it, with the port of this server, and what an upstream does to the name.
    const base = await nginx(`location /webcam/ {
      postpone_output 0;
      proxy_buffering off;
      proxy_ignore_headers X-Accel-Buffering;
      proxy_set_header Host mjpgstreamer1;
      proxy_pass http://127.0.0.1:${port}/;
    }`)
    const { text } = integration('mainsail', { cameras: [shown('desk')], address: '/webcam/' })
    const [, snapshot = ''] = /^snapshot_url: (.*)$/m.exec(text) ?? []
    expect((await fetch(`${base}${snapshot}`)).headers.get('content-type')).toBe('image/jpeg')
    await moves(`${base}/webcam/`, feed)
  })
})

/** Paths of sockets, often with what means something to one of the two. */
const paths = fc
  .array(fc.oneof(fc.constantFrom(...'ab. $:;{}"\'\\#%|`*?~\n,@'), fc.string({ unit: 'grapheme' })))
  .map((parts) => `/run/${parts.join('').replaceAll('\0', '')}.sock`)

/** The path of each block that was not refused. */
function accepted(program: string, all: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const socket of all) {
    try {
      const facts = { socket, local: undefined, address: undefined }
      found.set(socket, integration(program, facts).text)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      expect(error.message).toContain('cannot name the socket')
    }
  }
  return found
}

describe.skipIf(!needs('nginx'))('the path of a socket in nginx', () => {
  test('stands there as it is, or is refused', () => {
    const known = ['/run/a b.sock', '/run/zoetrope/zoetrope.sock', '/run/käse,1=2@x.sock']
    const blocks = accepted('nginx', [...known, ...fc.sample(paths, 300)])
    for (const path of known) expect(blocks.get(path)).toContain(`unix:${path}:/`)
    // One word more, and nginx would complain of the number of arguments.
    expect(nginxVerdict(...blocks.values())).toMatchObject({ code: 0 })
  })
})

describe.skipIf(!needs('caddy'))('the path of a socket in Caddy', () => {
  test('stands there as it is', () => {
    for (const socket of ['/run/a b.sock', '/run/käse,1=2@x.sock']) {
      const { text } = integration('caddy', { socket, local: undefined, address: undefined })
      expect(caddyVerdict(text)).toMatchObject({ code: 0 })
    }
  })
})
