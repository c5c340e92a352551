/** What stands in somebody else's configuration, and must not become a line of another file. @module */
import { describe, expect, test } from 'vitest'
import { programs } from '../../src/integrate/programs.ts'
import { integration } from './setups.ts'

/** Hosts that URLs take, or that only a file has: each means something else somewhere. */
const ODD = [
  'a\n[update_manager x]\nb',
  'a\r\nb',
  'a b',
  '$http_x',
  'a;return 200',
  'a{$HOME}',
  '{FRIGATE_MQTT_PASSWORD}',
  "a'b",
  'a"b',
  'a`b',
  'a#b',
  'a\\b',
  'ann@b',
  'fe80::1%25eth0',
  '',
]

/** All but systemd, whose unit has the words of a command and no address. */
const told = [...programs.keys()].filter((program) => program !== 'systemd')

describe.each(told)('%s', (program) => {
  test.each(ODD)('is told of no server called %j', (host) => {
    const page = `http://${host}:8080/`
    expect(() => integration(program, { address: page, isSaid: true, local: page })).toThrow(
      new RegExp(`^Expected an address .* got ${escaped(JSON.stringify(page))}$`),
    )
  })
})

test.each(['nginx', 'caddy'])(
  '%s is sent to no odd place either, whatever it is called',
  (program) => {
    for (const host of ODD) {
      const local = `http://${host}:8080/`
      expect(() => integration(program, { local })).toThrow('Expected an address')
    }
  },
)

test('what a name may consist of is told', () => {
  for (const program of told) {
    for (const host of ['printer-2.local', 'my_pi', '192.0.2.7', '[2001:db8::7]']) {
      const page = `http://${host}:8080/`
      const { text } = integration(program, { address: page, isSaid: true, local: page })
      expect(text).toContain(`${host}:8080`)
    }
  }
})

test.each(['nginx', 'caddy'])('%s says nothing of names where some are known', (program) => {
  const printed = (facts: Parameters<typeof integration>[1]): string =>
    integration(program, facts).text
  const isSaid = true
  expect(printed({ address: '/cams/', isSaid })).toContain('--allow-host')
  expect(printed({ address: '/cams/', isSaid, hosts: ['pi.local'] })).not.toContain('--allow-host')
  // The command says it of that name, where it is not known.
  expect(printed({ address: 'http://pi.local/cams/', isSaid })).not.toContain('--allow-host')
})

test.each([
  ['octoprint', 'octopi.local', ['octopi.local']],
  ['mainsail', 'mjpgstreamer1', ['mjpgstreamer1']],
  ['fluidd', 'mjpgstreamer1', ['*']],
])(
  '%s behind its own proxy asks as %s, which is said where that is not known',
  (program, name, hosts) => {
    const steps = (known: string[]): string =>
      integration(program, { address: '/webcam/', isSaid: true, hosts: known }).steps.join('\n')
    expect(steps([])).toContain(`--allow-host ${name}`)
    expect(steps(hosts)).not.toContain('--allow-host')
  },
)

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
