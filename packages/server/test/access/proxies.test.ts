import { expect, test } from 'vitest'
import { Proxies } from '../../src/access/proxies.ts'

const said = {
  'x-forwarded-for': '203.0.113.9, 10.0.0.7',
  'x-forwarded-host': 'camera.example',
  'x-forwarded-prefix': '/webcam/',
}

function read(peer: string | undefined, headers: Record<string, string>, trusted?: string[]) {
  return new Proxies(trusted).read(new Headers(headers), peer)
}

test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.8.8.8'])(
  'a proxy at %s is believed by default',
  (peer) => {
    expect(read(peer, said)).toEqual({
      address: '10.0.0.7',
      host: 'camera.example',
      prefix: '/webcam',
    })
  },
)

test.each(['192.168.1.4', '::2', undefined])('%s is not', (address) => {
  expect(read(address, said)).toEqual({ address, host: undefined, prefix: '' })
})

test('trusted proxies are passed over in the list of addresses, what is left of them is not', () => {
  expect(read('10.0.0.1', said, ['10.0.0.0/8']).address).toBe('203.0.113.9')
  const invented = { 'x-forwarded-for': '1.2.3.4, 203.0.113.9, 10.0.0.7' }
  expect(read('10.0.0.1', invented, ['10.0.0.0/8']).address).toBe('203.0.113.9')
})

test('where all are trusted the first is the viewer', () => {
  expect(read('10.0.0.1', { 'x-forwarded-for': '10.0.0.9' }, ['10.0.0.0/8']).address).toBe(
    '10.0.0.9',
  )
  expect(read('10.0.0.1', {}, ['10.0.0.0/8']).address).toBe('10.0.0.1')
})

test.each([
  ['203.0.113.9:4711', '203.0.113.9'],
  ['[2001:db8::9]:4711', '2001:db8::9'],
  ['127.0.0.1, 203.0.113.9:4711', '203.0.113.9'],
  ['127.0.0.1, unknown', undefined],
  ['unknown', undefined],
  ['127.0.0.1, unix:', undefined],
  ['', undefined],
])('in the list %j the viewer is %s, and never who is named before it', (list, address) => {
  expect(read('127.0.0.1', { 'x-forwarded-for': list }).address).toBe(address)
})

test.each(['x-forwarded-prefix', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'])(
  'whoever comes through a proxy that sends %s, and no address, does not pass for the proxy',
  (name) => {
    expect(read('127.0.0.1', { [name]: '/webcam' }).address).toBe(undefined)
    expect(read('192.0.2.4', { [name]: '/webcam' }).address).toBe('192.0.2.4')
  },
)

test('an empty list believes nobody, an address only itself', () => {
  expect(read('127.0.0.1', said, []).prefix).toBe('')
  expect(read('2001:db8::1', said, ['2001:db8::1']).prefix).toBe('/webcam')
  expect(read('2001:db8::2', said, ['2001:db8::1']).prefix).toBe('')
  expect(read('2001:db8::2', said, ['2001:db8::/64']).prefix).toBe('/webcam')
})

test.each(['//evil.example', 'https://evil.example', '/a b', '/a?b', '/"><script>', '\\evil'])(
  'the prefix %j is not taken over',
  (prefix) => {
    expect(read('127.0.0.1', { 'x-forwarded-prefix': prefix }).prefix).toBe('')
  },
)

test("Home Assistant's name for the prefix is understood", () => {
  const headers = { 'x-ingress-path': '/api/hassio_ingress/a-b_c' }
  expect(read('127.0.0.1', headers).prefix).toBe('/api/hassio_ingress/a-b_c')
})

test('of several forwarded hosts the one that the nearest proxy wrote counts', () => {
  expect(read('127.0.0.1', { 'x-forwarded-host': 'evil.example, a.example' }).host).toBe(
    'a.example',
  )
})

test.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8', ''])(
  '%j is no proxy to configure',
  (address) => {
    expect(() => new Proxies([address])).toThrow(RangeError)
  },
)

test('what a trusted proxy says of the protocol is believed, if it is one', () => {
  const told = (proto: string, peer = '127.0.0.1') =>
    read(peer, { 'x-forwarded-proto': proto }).protocol
  expect([told('https'), told('http'), told('http, https')]).toEqual(['https', 'http', 'https'])
  expect([told('javascript'), told(''), told('https', '192.0.2.4')]).toEqual(
    Array(3).fill(undefined),
  )
})
