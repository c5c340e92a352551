import { expect, test } from 'vitest'
import { Hosts, hostname } from '../../src/access/hosts.ts'

test.each([
  '127.0.0.1',
  '127.0.0.1:8080',
  '192.168.1.7:8080',
  '[::1]',
  '[fe80::1]:8080',
  'localhost',
  'LOCALHOST:8080',
  'desk.localhost',
  'localhost.',
])('%s is always a name of this server', (authority) => {
  expect(new Hosts().accepts(authority)).toBe(true)
})

test.each([
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  'notlocalhost',
  '127.0.0.1.evil.example',
  '',
  'localhost/evil',
  'evil.example#localhost',
  'localhost@evil.example',
  'evil.example\\localhost',
  '127.0.0.1 evil.example',
])('%j is not', (authority) => {
  expect(new Hosts().accepts(authority)).toBe(false)
})

test('a configured name is accepted with any port and in any case, and only that', () => {
  const hosts = new Hosts(['Camera.Example'])
  expect(hosts.accepts('camera.example')).toBe(true)
  expect(hosts.accepts('CAMERA.example:8443')).toBe(true)
  expect(hosts.accepts('a.camera.example')).toBe(false)
  expect(hosts.accepts('example')).toBe(false)
})

test('*.example means every name below it, but not itself', () => {
  const hosts = new Hosts(['*.example'])
  expect(hosts.accepts('a.b.example:1')).toBe(true)
  expect(hosts.accepts('example')).toBe(false)
  expect(hosts.accepts('badexample')).toBe(false)
})

test('* means any name', () => {
  expect(new Hosts(['*']).accepts('whatever.example')).toBe(true)
})

test.each(['http://camera.example', 'camera.example/webcam', '', '*.'])(
  '%j is no name to configure',
  (name) => {
    expect(() => new Hosts([name])).toThrow(RangeError)
  },
)

test('addresses are compared in their canonical form', () => {
  expect(hostname('127.1')).toBe('127.0.0.1')
  expect(hostname('[0:0::1]:80')).toBe('::1')
  expect(hostname('a b')).toBeUndefined()
})
