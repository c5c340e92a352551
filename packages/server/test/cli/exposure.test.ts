import { describe, expect, test } from 'vitest'
import { refuseExposure } from '../../src/cli/exposure.ts'

const refusal = (host: string, ...words: string[]): string => {
  try {
    refuseExposure({ host, socket: undefined, open: false, listeners: {} }, words)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}

describe('an address that others can reach', () => {
  test('is refused, with the command that consents', () => {
    const text = refusal('0.0.0.0', 'serve', '--host', '0.0.0.0', "it's.mp4")
    expect(text).toContain('refused to listen on 0.0.0.0: everybody in your network could watch')
    expect(text).toContain("    zoetrope serve --open --host 0.0.0.0 'it'\\''s.mp4'\n")
  })

  test('the command keeps its meaning where a -- stands in it', () => {
    expect(refusal('::', '--host', '::', '--', '-odd.mp4')).toContain(
      'zoetrope --open --host :: -- -odd.mp4',
    )
  })

  test('is allowed with consent', () => {
    const everywhere = { host: '0.0.0.0', socket: undefined, open: true, listeners: {} }
    expect(() => refuseExposure(everywhere, [])).not.toThrow()
  })
})

test('this machine alone needs no consent', () => {
  expect(refusal('127.0.0.1')).toBe('')
  expect(refusal('localhost')).toBe('')
})

test('nor does a Unix socket: whom its file lets in is on this machine', () => {
  const socket = { path: '/run/zoetrope.sock', mode: undefined }
  expect(() =>
    refuseExposure({ host: '0.0.0.0', socket, open: false, listeners: {} }, []),
  ).not.toThrow()
})

describe('a port on which another server is imitated', () => {
  const at = { host: '127.0.0.1', socket: undefined, open: false }

  test('is refused with an address that others can reach, and named', () => {
    const listeners = { esp32: { port: 81 }, motion: { port: 8083, host: '0.0.0.0' } }
    expect(() => refuseExposure({ ...at, listeners }, ['serve', '-c', 'a.yaml'])).toThrow(
      /^refused to listen on 0\.0\.0\.0, for motion: .*--open -c a\.yaml.*Without server\.compat\.motion\.host only/s,
    )
  })

  test('is refused beside a Unix socket too, and allowed with consent', () => {
    const settings = { ...at, socket: { path: '/run/a.sock', mode: undefined } }
    const listeners = { esp32: { port: 81, host: '::' } }
    expect(() => refuseExposure({ ...settings, listeners }, [])).toThrow('for esp32')
    expect(() => refuseExposure({ ...settings, open: true, listeners }, [])).not.toThrow()
  })

  test('needs no consent on the address of a server that needs none', () => {
    expect(() => refuseExposure({ ...at, listeners: { motion: { port: 8083 } } }, [])).not.toThrow()
  })
})
