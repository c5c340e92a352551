import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { socketOf } from '../../src/cli/socket-settings.ts'

test('nothing said is an address', () => {
  expect(socketOf({})).toBeUndefined()
  expect(socketOf({ port: 80 }, { host: '::1' })).toBeUndefined()
})

test('a path becomes absolute, from here or from the folder of the file', () => {
  expect(socketOf({ socket: 'a.sock' })?.path).toBe(resolve('a.sock'))
  expect(socketOf({}, { socket: 'a.sock' }, '/etc/zoetrope')?.path).toBe('/etc/zoetrope/a.sock')
})

test('the mode is octal, and that of the file holds for a socket that is typed', () => {
  expect(socketOf({ socket: '/a', socketMode: '600' })?.mode).toBe(0o600)
  expect(socketOf({ socket: '/a' }, { socketMode: '0666' })?.mode).toBe(0o666)
  expect(socketOf({ socket: '/a' })?.mode).toBeUndefined()
})

test('what is typed takes the place of what is written', () => {
  expect(socketOf({ socket: '/a' }, { port: 80 })?.path).toBe('/a')
  expect(socketOf({ port: 80 }, { socket: '/a' })).toBeUndefined()
})

test('both in one place are refused, and so is a mode for nothing', () => {
  expect(() => socketOf({ socket: '/a', port: 80 })).toThrow('--socket takes the place of --host')
  expect(() => socketOf({}, { socket: '/a', host: '::' })).toThrow('server.socket takes the place')
  expect(() => socketOf({ socketMode: '600' })).toThrow('--socket-mode is for the file')
})
