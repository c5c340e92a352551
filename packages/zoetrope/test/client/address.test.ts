import { expect, test } from 'vitest'
import { parseAddress, publicAddress } from '../../src/client/address.ts'

test('credentials are taken out of the URL and decoded', () => {
  const { url, credentials } = parseAddress('http://j%C3%B6:p%40ss%2f1@cam:81/video?x=1#fps=2')
  expect(url.href).toBe('http://cam:81/video?x=1#fps=2')
  expect(credentials).toEqual({ user: 'jö', password: 'p@ss/1' })
})

test.each([
  ['http://user@cam/', { user: 'user', password: '' }],
  ['http://:secret@cam/', { user: '', password: 'secret' }],
  ['http://100%25:5%zz@cam/', { user: '100%', password: '5%zz' }],
  ['http://cam/', undefined],
])('%s gives the credentials %o', (address, credentials) => {
  expect(parseAddress(address).credentials).toEqual(credentials)
})

test('the URL that was given is not changed', () => {
  const given = new URL('http://a:b@cam/')
  parseAddress(given)
  expect(given.href).toBe('http://a:b@cam/')
})

test.each([
  'ftp://a:secret@cam/',
  'rtsp://cam/',
  '/dev/video0',
  'http://',
  'http://a:secret@:x/',
  // A slash in a password ends the host.
  'http://a:sec/secret@cam/video',
  'admin:secret@cam.local/video',
  '//admin:secret@cam',
  'htp://cam/video?password=secret',
  'http://cam:x/?token=secret#secret',
  '',
])('"%s" is refused by name, and its password is not repeated', (address) => {
  const refused = expect(() => parseAddress(address))
  refused.toThrow(expect.objectContaining({ code: 'INVALID_SOURCE' }))
  refused.not.toThrow(/secret/)
})

test.each([
  ['http://a:b@cam/video', 'http://cam/video'],
  ['http://cam/v?user=me&pwd=x&size=3', 'http://cam/v?user=***&pwd=***&size=3'],
  [
    'http://cam/v?action=stream&Access_Token=abc&n',
    'http://cam/v?action=stream&Access_Token=***&n',
  ],
  ['http://cam/v?p%61ssword=x;api-key=y=z', 'http://cam/v?p%61ssword=***;api-key=***'],
  ['http://cam/v?loginpas=x#fps=2', 'http://cam/v?loginpas=***'],
  ['http://cam/?action=stream&x=%zz', 'http://cam/?action=stream&x=%zz'],
])('%s is told as %s', (address, told) => {
  expect(publicAddress(address)).toBe(told)
})
