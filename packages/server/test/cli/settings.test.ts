import { describe, expect, test } from 'vitest'
import type { Configuration } from '../../src/cli/configuration.ts'
import { type ServeOptions, settingsOf } from '../../src/cli/settings.ts'

const file = (configuration: Configuration, folder = '/etc/zoetrope') => ({ configuration, folder })

const sourcesOf = (given: string[], configuration: Configuration = {}): Record<string, string> =>
  Object.fromEntries(
    settingsOf(given, {}, file(configuration)).cameras.map(({ name, source }) => [name, source]),
  )

describe('without anything', () => {
  test('the test pattern is served to this machine on port 8080', () => {
    const settings = settingsOf([], {})
    expect(settings).toMatchObject({ host: '127.0.0.1', port: 8080, open: false, basePath: '/' })
    expect(settings.demonstration).toBe(true)
    expect(settings.cameras).toMatchObject([{ name: 'camera', source: 'pattern:' }])
  })
})

describe('the command line', () => {
  const configuration: Configuration = {
    server: { host: '::1', port: 9000, open: true, allowHosts: ['a'], basePath: '/x' },
    defaults: { linger: 5 },
    cameras: { front: { source: '/dev/video0', linger: 3 } },
    log: { level: 'warn' },
  }

  test('wins over the file', () => {
    const options: ServeOptions = { port: 1, allowHost: ['b'], linger: 2, logLevel: 'debug' }
    const settings = settingsOf([], options, file(configuration))
    expect(settings).toMatchObject({ host: '::1', port: 1, open: true, hosts: ['b'] })
    expect(settings).toMatchObject({ basePath: '/x', logLevel: 'debug' })
    expect(settings.cameras[0]?.linger).toBe(2000)
  })

  test('says in seconds how long a viewer may take nothing, as the file does', () => {
    const site = file({ server: { stallTimeout: 30 } })
    expect(settingsOf([], {}).stallTimeout).toBeUndefined()
    expect(settingsOf([], {}, site).stallTimeout).toBe(30_000)
    expect(settingsOf([], { stallTimeout: 1.5 }, site).stallTimeout).toBe(1500)
  })

  test('adds cameras to those of the file, or replaces one of the same name', () => {
    expect(sourcesOf(['pattern:'], configuration)).toEqual({
      front: '/dev/video0',
      camera: 'pattern:',
    })
    expect(sourcesOf(['front=pattern:'], configuration)).toEqual({ front: 'pattern:' })
  })

  test('has standard input once', () => {
    expect(() => settingsOf(['a=-', '-'], {})).toThrow('standard input (-) can be one camera only')
  })
})

describe('a camera of the file', () => {
  test('has its own settings, else the defaults, in milliseconds', () => {
    const { cameras } = settingsOf(
      [],
      {},
      file({
        defaults: { linger: 5, ring: { capacity: 3, maxAge: 60 } },
        cameras: { a: 'pattern:', b: { source: 'pattern:', linger: 0.5, ring: { capacity: 9 } } },
      }),
    )
    expect(cameras).toMatchObject([
      { name: 'a', linger: 5000, ring: { capacity: 3, maxAge: 60_000 } },
      { name: 'b', linger: 500, ring: { capacity: 9, maxAge: 60_000 } },
    ])
  })

  test('is looked for beside the file if it is a relative path', () => {
    const cameras = {
      a: 'clips/a.mp4',
      b: '/dev/video0',
      c: 'exec:./run',
      d: '-',
      e: 'photos/?fps=2',
    }
    expect(sourcesOf([], { cameras })).toEqual({
      a: '/etc/zoetrope/clips/a.mp4',
      b: '/dev/video0',
      c: 'exec:./run',
      d: '-',
      e: '/etc/zoetrope/photos/?fps=2',
    })
  })
})

test('an IPv6 address may stand in brackets, as in a URL', () => {
  const written = file({ server: { host: '[::1]' } })
  expect(settingsOf([], {}, written).host).toBe('::1')
  expect(settingsOf([], { host: '[::]' }, written).host).toBe('::')
})

test('a certificate and a socket of the file are looked for beside it', () => {
  const server = { tls: { cert: 'cert.pem', key: '/etc/key.pem' }, socket: 'run/a.sock' }
  const { tls, socket } = settingsOf([], {}, file({ server }))
  expect(tls).toEqual({ cert: '/etc/zoetrope/cert.pem', key: '/etc/key.pem' })
  expect(socket).toEqual({ path: '/etc/zoetrope/run/a.sock', mode: undefined })
})

test('standard input is read from the start, so that its end is noticed', () => {
  expect(settingsOf(['-'], {}).cameras[0]?.always).toBe(true)
  expect(settingsOf(['pattern:'], {}).cameras[0]?.always).toBeUndefined()
})
