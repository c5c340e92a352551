import { describe, expect, test } from 'vitest'
import { LINGER, PORT } from '../../src/cli/limits.ts'
import {
  basePath,
  fileMode,
  hostOption,
  listOption,
  logLevel,
  numberOption,
} from '../../src/cli/option-values.ts'

describe('a number', () => {
  test.each(['0', '8080', '65535'])('%s is a port', (text) => {
    expect(numberOption(PORT)(text)).toBe(Number(text))
  })

  test.each(['-1', '65536', '80.5', '80x', '', '1e3', 'http'])('%j is none', (text) => {
    expect(() => numberOption(PORT)(text)).toThrow('Expected a port from 0 to 65535')
  })

  test('may have a fraction where that makes sense', () => {
    expect(numberOption(LINGER)('0.5')).toBe(0.5)
  })
})

test('a level that is none is answered with the nearest one', () => {
  expect(logLevel('warn')).toBe('warn')
  expect(() => logLevel('dbug')).toThrow('Did you mean debug?')
})

test('the mode of a file is three octal digits', () => {
  expect(fileMode('660')).toBe('660')
  expect(fileMode('0600')).toBe('0600')
  for (const text of ['888', '66', '0o660', 'rw', '1777', '']) {
    expect(() => fileMode(text)).toThrow('Expected the mode of a file, such as 660')
  }
})

test.each(['0.0.0.0', '::', 'pi.local', 'fe80::1%eth0'])('%s is a host', (host) => {
  expect(hostOption(host)).toBe(host)
})

test('an IPv6 address may come as it stands in a URL', () => {
  expect(hostOption('[::1]')).toBe('::1')
})

test.each(['0.0.0.0:80', 'http://pi', '', 'a b'])('%j is no host', (host) => {
  expect(() => hostOption(host)).toThrow('Expected an address')
})

test.each(['/', '/webcam', '/a/b/', '/a.b~c-d'])('%s is a base path', (path) => {
  expect(basePath(path)).toBe(path)
})

test.each(['', 'webcam', '//x', '/a b', '/a?b'])('%j is no base path', (path) => {
  expect(() => basePath(path)).toThrow('Expected a path that begins with /')
})

test('a list grows with every option, and by commas', () => {
  expect(listOption('c, d', listOption('a,b'))).toEqual(['a', 'b', 'c', 'd'])
  expect(() => listOption('a,,b')).toThrow('Expected values')
})
