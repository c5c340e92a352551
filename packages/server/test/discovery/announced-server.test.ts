/**
 * The command itself, announced in a network of its own: an interface of which the rest of the
 * machine knows nothing.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { Running } from '../cli/commands.ts'
import { Browser, hasBrowser, type Sight } from './browser.ts'

const COMMAND = fileURLToPath(new URL('../../bin/zoetrope.js', import.meta.url))

const NETWORK = `
ip link set lo up
ip link add eth7 type veth peer name far
ip address add 10.77.0.1/24 dev eth7
ip -6 address add fd77::1/64 dev eth7 nodad
ip link set eth7 up
ip link set far up
exec "$@"
`

function inNetwork(...command: readonly string[]): string[] {
  return ['--net', 'sh', '-e', '-c', NETWORK, 'sh', ...command]
}

function canHaveNetwork(): boolean {
  if (!needs('unshare', 'nsenter', 'ip', 'curl')) return false
  if (spawnSync('unshare', inNetwork('true')).status === 0) return true
  console.warn('skipped: this user cannot make a network of its own; run the tests as root')
  return false
}

/** Serves in a network of its own until the test ends. */
function serveThere(...words: readonly string[]): Running {
  const command = [process.execPath, COMMAND, '--log-format', 'json', ...words]
  const child = spawn('unshare', inNetwork(...command), { stdio: 'pipe' })
  const running = new Running(child)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await running.ended
  })
  return running
}

/** What leads into the network of a command. */
function wayTo({ child }: Running): string[] {
  return ['nsenter', '--net', '--target', String(child.pid)]
}

/** The bytes behind an address, asked for by somebody who got it from a browser of services. */
function fetched(way: readonly string[], { host = '', port }: Sight, path: string): Buffer {
  const name = host.replace(/\.$/, '')
  const known = ['--resolve', `${name}:${port}:10.77.0.1`]
  const [program = '', ...args] = [...way, 'curl', '--silent', '--fail', ...known]
  return spawnSync(program, [...args, `http://${name}:${port}${path}`]).stdout
}

/** What the command itself finds there: within a second nobody is told again what all were told. */
function discovered(way: readonly string[]): string {
  const [program = '', ...args] = [...way, process.execPath, COMMAND, 'discover', '-t', '1.5']
  return spawnSync(program, args, { encoding: 'utf8' }).stdout
}

const isPossible = hasBrowser() && canHaveNetwork()

describe.skipIf(!isPossible).each(['10.77.0.1', 'fd77::1'])('seen from %s', (address) => {
  test('a server is found by what it announces, and gone when it ends', async () => {
    const server = serveThere(
      ...['--host', '::', '--open', '--announce-as', 'Workshop', '--base-path', '/webcam'],
      'front=pattern:?fps=5',
    )
    await server.entry({ msg: 'listening' })
    const way = wayTo(server)
    const browser = await Browser.at(
      { onTestFinished },
      { address, about: 'Workshop', command: way },
    )
    const [page, front] = await browser.seen('Workshop', 'front (Workshop)')
    if (!(page && front)) throw new TypeError('Expected a page and a camera')
    expect(page).toMatchObject({ kind: '_http._tcp.local.', host: 'workshop.local.', port: 8080 })
    expect([...(page.addresses ?? [])].sort()).toEqual(['10.77.0.1', 'fd77::1'])
    const html = fetched(way, page, page.txt?.['path'] ?? '').toString()
    expect(html).toContain('<!doctype html>')
    const jpeg = fetched(way, front, front.txt?.['snapshot'] ?? '')
    expect([...jpeg.subarray(0, 2), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9])
    expect(discovered(way)).toContain(
      'zoetrope front=http://10.77.0.1:8080/webcam/cameras/front/stream',
    )
    server.child.kill('SIGTERM')
    await browser.gone('Workshop', 'front (Workshop)')
    expect((await server.ended).code).toBe(0)
  })
})
