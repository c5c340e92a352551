import { describe, expect, test } from 'vitest'
import { type TlsConfiguration, type TlsOptions, tlsOf } from '../../src/cli/tls-settings.ts'

const FILES = { cert: 'cert.pem', key: 'key.pem' }

test('nothing said is plain HTTP', () => {
  expect(tlsOf({})).toBeUndefined()
  expect(tlsOf({}, {})).toBeUndefined()
  expect(tlsOf({}, { selfSigned: false })).toBeUndefined()
})

test('a certificate and its key, or one of its own making', () => {
  expect(tlsOf({ tlsCert: 'cert.pem', tlsKey: 'key.pem' })).toEqual(FILES)
  expect(tlsOf({ tlsSelfSigned: true })).toBe('self-signed')
  expect(tlsOf({}, { selfSigned: true })).toBe('self-signed')
})

test('paths of the file begin where it lies', () => {
  expect(tlsOf({}, FILES, (path) => `/etc/${path}`)).toEqual({
    cert: '/etc/cert.pem',
    key: '/etc/key.pem',
  })
})

test('what is typed takes the place of all that is written', () => {
  expect(tlsOf({ tlsSelfSigned: true }, FILES)).toBe('self-signed')
  expect(tlsOf({ tlsCert: 'a', tlsKey: 'b' }, { selfSigned: true })).toEqual({
    cert: 'a',
    key: 'b',
  })
})

describe('half of it, or too much, is refused', () => {
  test.each<[TlsOptions, string]>([
    [{ tlsCert: 'a' }, '--tls-cert needs --tls-key, the file of its private key'],
    [{ tlsKey: 'a' }, '--tls-key needs --tls-cert, the file it is the key of'],
    [
      { tlsCert: 'a', tlsKey: 'b', tlsSelfSigned: true },
      '--tls-self-signed makes a certificate, --tls-cert names one; choose either',
    ],
  ])('%j on the command line', (options, message) => {
    expect(() => tlsOf(options)).toThrow(message)
  })

  test.each<[TlsConfiguration, string]>([
    [{ cert: 'a' }, 'server.tls.cert needs server.tls.key'],
    [{ key: 'a', selfSigned: false }, 'server.tls.key needs server.tls.cert'],
    [{ key: 'a', selfSigned: true }, 'server.tls.selfSigned makes a certificate'],
  ])('%j in a file', (written, message) => {
    expect(() => tlsOf({}, written)).toThrow(message)
  })
})
