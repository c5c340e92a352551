import { describe, expect, test } from 'vitest'
import { announceOf, refuseIdleAnnouncement } from '../../src/cli/announce-settings.ts'
import { parseConfiguration } from '../../src/cli/configuration-file.ts'
import { settingsOf } from '../../src/cli/settings.ts'
import { run } from './commands.ts'

test('nobody is told of a server that was not asked to', () => {
  expect(announceOf({})).toBeUndefined()
  expect(announceOf({}, false)).toBeUndefined()
  expect(settingsOf([], {})).toMatchObject({ announce: undefined, hosts: [] })
})

test('it is called after its machine, unless somebody gave it a name', () => {
  const called = (...how: Parameters<typeof announceOf>) => announceOf(...how)?.name
  expect(called({ announce: true }, undefined, 'lab')).toBe('Zoetrope on lab')
  expect(called({}, true, 'lab')).toBe('Zoetrope on lab')
  expect(called({}, {}, 'lab')).toBe('Zoetrope on lab')
  expect(called({}, { name: 'Workshop' })).toBe('Workshop')
  expect(called({ announceAs: 'Kitchen' }, { name: 'Workshop' })).toBe('Kitchen')
  expect(called({ announceAs: 'Kitchen' })).toBe('Kitchen')
})

test.each(['', '  ', 'a\nb', '\u001b[31mred', '\u202eabc'])(
  'it is not called %j, whoever says so',
  (name) => {
    const words = `not as ${JSON.stringify(name)}`
    expect(() => announceOf({ announceAs: name })).toThrow(words)
    expect(() => announceOf({}, { name })).toThrow(words)
  },
)

test('it answers to every name that it may come to have', () => {
  const { hosts } = settingsOf([], { announceAs: 'Workshop', allowHost: ['cam.example'] })
  expect(hosts.slice(0, 3)).toEqual(['cam.example', 'workshop.local', 'workshop-2.local'])
})

describe('where nobody would reach it', () => {
  const announce = announceOf({ announceAs: 'Workshop' })

  test.each(['127.0.0.1', 'localhost', '::1'])('on %s it is refused', (host) => {
    const refused = () => refuseIdleAnnouncement({ announce, socket: undefined, host })
    expect(refused).toThrow('--host 0.0.0.0 --open')
  })

  test('on a Unix socket it is refused', () => {
    const refused = () => refuseIdleAnnouncement({ announce, socket: {}, host: '127.0.0.1' })
    expect(refused).toThrow('a Unix socket has none')
  })

  test('the command ends with that, and with 2', async () => {
    const { code, err } = await run(['--announce', '--port', '0'])
    expect([code, err]).toEqual([2, expect.stringContaining('only this machine reaches')])
  })
})

test('elsewhere it is not refused, and neither is a server that is not announced', () => {
  const announce = announceOf({ announceAs: 'Workshop' })
  refuseIdleAnnouncement({ announce, socket: undefined, host: '0.0.0.0' })
  refuseIdleAnnouncement({ announce: undefined, socket: {}, host: '127.0.0.1' })
  expect(announce?.name).toBe('Workshop')
})

test.each([
  ['announce: loudly', 'server.announce: expected true or false'],
  ['announce: { name: "" }', 'server.announce.name: expected a name for people'],
  ['announce: { nam: x }', 'server.announce.nam'],
])('a file that says %s is told what is expected', (line, words) => {
  expect(() => parseConfiguration(`server:\n  ${line}\n`, 'site.yaml')).toThrow(words)
})
