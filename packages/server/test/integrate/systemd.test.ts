import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import type { Service, Setup } from '../../src/integrate/setup.ts'
import { folder } from '../http/makers.ts'
import { integration, service } from './setups.ts'

/** What systemd finds wrong with units; empty where nothing is. */
function complaints(...units: readonly string[]): string {
  const home = folder()
  const paths = units.map((unit, at) => {
    const path = join(home, `zoetrope-${at}.service`)
    writeFileSync(path, unit)
    return path
  })
  const words = ['verify', '--man=no', ...paths]
  const { status, stdout, stderr } = spawnSync('systemd-analyze', words, { encoding: 'utf8' })
  const said = `${stdout}${stderr}`.trim()
  return status === 0 || said !== '' ? said : `it ended with ${status}`
}

function unitOf(of: Partial<Service>, facts: Partial<Setup> = {}): string {
  return integration('systemd', { ...facts, service: service(of) }).text
}

/** The values of a key. */
function values(unit: string, key: string): string[] {
  return Array.from(unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm')), ([, value = '']) => value)
}

/** The words of a command, as systemd.service(5) and systemd.syntax(7) tell to read them. */
function wordsOf(command: string): string[] {
  const words = command.match(/"(?:\\.|[^"\\])*"|[^\s"]+/g) ?? []
  return words.map((word) =>
    word
      .replace(/^"(.*)"$/s, '$1')
      .replace(/\\(u[\da-f]{4}|.)/g, (_, code: string) =>
        code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : code,
      )
      .replaceAll('%%', '%')
      .replaceAll('$$', '$'),
  )
}

const SERVICES: readonly (readonly [string, Partial<Service>, Partial<Setup>?])[] = [
  ['nothing of anybody', {}],
  ['a camera', { opensDevices: true }],
  ['a file in a home', { paths: ['/home/ann/zoetrope.yaml'], isConfigured: true }],
  ['a port of the mighty', { port: 80 }],
  ['a certificate', { renews: true }],
  ['programs', { runsPrograms: true }],
  ['a socket', {}, { socket: '/run/zoetrope/zoetrope.sock' }],
  ['a socket elsewhere', {}, { socket: '/srv/my sockets/zoetrope.sock' }],
]

describe.skipIf(!needs('systemd-analyze'))('systemd', () => {
  test('finds nothing wrong with any of the units', () => {
    const user = 'root'
    const units = SERVICES.map(([, of, facts]) => unitOf({ ...of, user }, facts))
    expect(complaints(...units)).toBe('')
  })

  test('would find something', () => {
    expect(complaints(unitOf({ command: ['/nowhere/node'] }))).toContain('not executable')
    const unit = unitOf({}).replace('ProtectSystem=strict', 'ProtectSystems=strict')
    expect(complaints(unit)).toContain('ProtectSystems')
  })

  test('takes any word, and finds nothing odd in it', () => {
    const odd = fc.sample(fc.string({ unit: 'grapheme' }), 200).filter((word) => word !== '')
    const words = [...odd.map((word) => word.replaceAll('\0', '')), ...'%$;"\'\\', '%i', `$\{HOME}`]
    expect(complaints(unitOf({ command: ['/bin/true', ...words] }))).toBe('')
  })
})

test('any word of the command arrives as it is, in one line', () => {
  const word = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.stringMatching(/^[ "'$%;\\{}\t\nnu-]+$/),
    fc.constantFrom('$HOME', '%h', ';', '-', '@x', 'a b', '\\x41', '\\u0041', "it's", 'a"b', '\n'),
  )
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const command = ['/opt/my node/node', ...words.map((text) => text.replaceAll('\0', ''))]
      const full = command.filter((text) => text !== '')
      const [line, ...more] = values(unitOf({ command: full }), 'ExecStart')
      expect(more).toEqual([])
      expect(wordsOf(line ?? '')).toEqual(full)
    }),
  )
})

test('it runs as a user of its own, who sees no home', () => {
  const unit = unitOf({})
  expect([values(unit, 'DynamicUser'), values(unit, 'ProtectHome')]).toEqual([['yes'], ['yes']])
  expect(values(unit, 'User')).toEqual([])
  expect(values(unit, 'PrivateDevices')).toEqual(['yes'])
})

test('it runs as whoever asked, where it reads what lies in somebody’s home', () => {
  const unit = unitOf({ paths: ['/usr/bin/node', '/home/ann/clip.mp4'], user: 'ann' })
  expect([values(unit, 'User'), values(unit, 'ProtectHome')]).toEqual([['ann'], ['read-only']])
  expect(values(unit, 'DynamicUser')).toEqual([])
})

test('what lies in /tmp is seen', () => {
  expect(values(unitOf({ paths: ['/tmp/frames'] }), 'PrivateTmp')).toEqual(['no'])
})

test('it may open cameras, and ports below 1024, where it has to', () => {
  const unit = unitOf({ opensDevices: true, port: 443 })
  expect(values(unit, 'SupplementaryGroups')).toEqual(['video'])
  expect(values(unit, 'PrivateDevices')).toEqual([])
  expect(values(unit, 'AmbientCapabilities')).toEqual(['CAP_NET_BIND_SERVICE'])
  expect(values(unitOf({}), 'AmbientCapabilities')).toEqual([])
  expect(values(unitOf({}), 'CapabilityBoundingSet')).toEqual([''])
})

test('the folder of its socket is made, or may be written to', () => {
  const made = unitOf({}, { socket: '/run/zoetrope/zoetrope.sock' })
  expect(values(made, 'RuntimeDirectory')).toEqual(['zoetrope'])
  const there = unitOf({}, { socket: '/srv/a b/zoetrope.sock' })
  expect(values(there, 'ReadWritePaths')).toEqual(['"/srv/a b"'])
  // No variable is put into a path, as it is into a command.
  const odd = unitOf({}, { socket: '/srv/$a %b/zoetrope.sock' })
  expect(values(odd, 'ReadWritePaths')).toEqual(['"/srv/$a %%b"'])
})

test('SIGHUP is sent only where it reads a certificate again: else it would end the server', () => {
  expect(values(unitOf({ renews: true }), 'ExecReload')).toEqual(['/bin/kill -HUP $MAINPID'])
  expect(values(unitOf({}), 'ExecReload')).toEqual([])
})

test('a password in the command, and what npx has fetched, are pointed at', () => {
  const steps = (...command: string[]): string =>
    integration('systemd', { service: service({ command }) }).steps.join('\n')
  expect(steps('/bin/node', 'rtsp://ann:secret@10.0.0.7/')).toContain('password')
  expect(steps('/bin/node', '/root/.npm/_npx/1/node_modules/.bin/zoetrope')).toContain(
    'npm install',
  )
  expect(steps('/bin/node', 'http://10.0.0.7/a@b')).not.toMatch(/password|npm install/)
})
