import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Setup } from '../../src/integrate/setup.ts'
import { integration, shown } from './setups.ts'

/** What the classic webcam plugin has settings for, with their defaults (OctoPrint 1.9 to 1.12). */
const DEFAULTS = {
  flipH: false,
  flipV: false,
  rotate90: false,
  stream: '',
  streamTimeout: 5,
  streamRatio: '16:9',
  streamWebrtcIceServers: ['stun:stun.l.google.com:19302'],
  snapshot: '',
  cacheBuster: false,
  snapshotSslValidation: true,
  snapshotAuth: 'none',
  snapshotUsername: '',
  snapshotPassword: '',
  snapshotBearerToken: '',
  snapshotTimeout: 5,
}

function webcam(facts: Partial<Setup> = {}) {
  return parse(integration('octoprint', facts).text).plugins.classicwebcam
}

test('the settings are those that the plugin knows, each of its type', () => {
  const settings = webcam({ cameras: [shown('front', { size: { width: 640, height: 480 } })] })
  for (const [key, value] of Object.entries(settings)) {
    expect(typeof value, key).toBe(typeof Reflect.get(DEFAULTS, key))
  }
  expect(settings).toMatchObject({
    stream: 'http://192.168.1.7:8080/cameras/front/stream',
    snapshot: 'http://192.168.1.7:8080/cameras/front/snapshot.jpg',
    streamRatio: '4:3',
  })
})

test('it waits longer for a snapshot than a camera needs to wake up', () => {
  expect(webcam().snapshotTimeout).toBeGreaterThan(4.5)
})

test('below a path of its own proxy the browser takes the path, OctoPrint the server itself', () => {
  expect(webcam({ address: '/webcam/', isSaid: true })).toMatchObject({
    stream: '/webcam/cameras/front/stream',
    snapshot: 'http://127.0.0.1:8080/cameras/front/snapshot.jpg',
  })
})

test('a certificate that nobody vouches for is not asked for its voucher', () => {
  const address = 'https://10.0.0.5:8443/'
  expect(webcam({ address, isSelfSigned: true }).snapshotSslValidation).toBe(false)
  expect(webcam({ address }).snapshotSslValidation).toBe(true)
})

test('of several cameras the first is shown, and the others are named', () => {
  const { text } = integration('octoprint', { cameras: [shown('front'), shown('nozzle')] })
  expect(parse(text).plugins.classicwebcam.stream).toContain('/cameras/front/')
  expect(text).toMatch(/^# .*nozzle/m)
})

test('a Unix socket without an address of a proxy is refused with words', () => {
  const facts = { address: undefined, local: undefined, socket: '/run/z.sock' }
  expect(() => integration('octoprint', facts)).toThrow(/cannot reach a Unix socket; say --url/)
  expect(() => integration('octoprint', { ...facts, address: '/webcam/' })).toThrow(RangeError)
})
