import { expect, test } from 'vitest'
import { movedTo, targetOf, withoutLogin } from '../../src/probe/target.ts'

test('a login is taken out of the address', () => {
  const target = targetOf('http://me:s%40cret@cam:81/stream?a=b#c', 1000)
  expect(target?.url.href).toBe('http://cam:81/stream?a=b')
  expect(target?.credentials).toEqual({ user: 'me', password: 's@cret' })
})

test('an address without a scheme is one of HTTP', () => {
  expect(targetOf('cam.local:8080/stream', 1000)?.url.href).toBe('http://cam.local:8080/stream')
  expect(targetOf('127.0.0.1', 1000)?.url.href).toBe('http://127.0.0.1/')
})

test.each(['rtsp://cam/live', '/dev/video0', 'http://', ''])('%j is no address', (text) => {
  expect(targetOf(text, 1000)).toBeUndefined()
})

test('a login goes along within an origin, and to no other', () => {
  const target = targetOf('http://me:secret@cam/a', 1000)
  if (!target) throw new Error('Expected a target, got none')
  expect(movedTo(target, new URL('http://cam/b')).credentials).toBeDefined()
  expect(movedTo(target, new URL('http://other/b')).credentials).toBeUndefined()
  expect(movedTo(target, new URL('https://cam/b')).credentials).toBeUndefined()
})

test('an address that is shown has no login', () => {
  expect(withoutLogin(new URL('http://me:secret@cam/a?b')).href).toBe('http://cam/a?b')
})
