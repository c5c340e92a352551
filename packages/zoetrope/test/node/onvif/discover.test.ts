import { describe, expect, test } from 'vitest'
import { type DiscoverOptions, discoverCameras } from '../../../src/node/onvif/discover.ts'
import type { FoundCamera } from '../../../src/node/onvif/probe.ts'
import { type CameraOptions, type OnvifCamera, onvifCamera, probeMatch } from './camera.ts'

const LOOPBACK: DiscoverOptions = { interfaces: ['127.0.0.1'] }

/** Searches until all of these have answered. */
async function search(
  wanted: readonly string[],
  options: DiscoverOptions = LOOPBACK,
): Promise<FoundCamera[]> {
  const found: FoundCamera[] = []
  const left = new Set(wanted)
  for await (const camera of discoverCameras({ timeout: 10_000, ...options })) {
    // Other tests have cameras at the same time.
    if (!left.delete(camera.id)) continue
    found.push(camera)
    if (left.size === 0) break
  }
  return found
}

/** What a camera's answers bring within a second. */
async function taken(answers: readonly string[]): Promise<FoundCamera[]> {
  const marker = await onvifCamera()
  await onvifCamera({ answers })
  const found: FoundCamera[] = []
  for await (const camera of discoverCameras({ ...LOOPBACK, timeout: 700 })) {
    if (camera.id !== marker.id) found.push(camera)
  }
  return found.filter(({ id }) => id.startsWith('urn:test:'))
}

function foundAs({ id, port }: OnvifCamera): FoundCamera {
  return {
    id,
    address: '127.0.0.1',
    name: 'Front door',
    hardware: 'HX-200',
    location: 'porch',
    services: [`http://127.0.0.1:${port}/onvif/device_service`],
  }
}

describe('a search', () => {
  test('finds every camera once, with what it says of itself', async () => {
    const cameras = await Promise.all([onvifCamera(), onvifCamera()])
    const found = await search(cameras.map(({ id }) => id))
    expect(found).toHaveLength(2)
    for (const camera of cameras) expect(found).toContainEqual(foundAs(camera))
  })

  test('asks again, because datagrams get lost', async () => {
    const camera = await onvifCamera({ deaf: 3 })
    expect(await search([camera.id])).toEqual([foundAs(camera)])
    expect(camera.probes.length).toBeGreaterThan(3)
    expect(camera.probes[0]).toContain('<d:Types>dn:NetworkVideoTransmitter</d:Types>')
    expect(camera.probes[1]).toContain('<d:Types>tds:Device</d:Types>')
  })

  test('asks single hosts where it is told to', async () => {
    const camera = await onvifCamera({ host: '127.0.0.2' })
    const [found] = await search([camera.id], { hosts: ['127.0.0.2'] })
    expect(found).toMatchObject({ id: camera.id, address: '127.0.0.2' })
  })

  test('ends at its time, and before where it is told to', async () => {
    await onvifCamera()
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length
    const before = sockets()
    for await (const _ of discoverCameras({ ...LOOPBACK, timeout: 1 }));
    const stop = new AbortController()
    for await (const _ of discoverCameras({ ...LOOPBACK, signal: stop.signal })) stop.abort()
    for await (const _ of discoverCameras({ ...LOOPBACK, signal: AbortSignal.abort() }));
    await new Promise(setImmediate)
    expect(sockets()).toBe(before)
  })

  test('from an address that is not ours is an error that says so', async () => {
    await expect(search([], { interfaces: ['192.0.2.200'] })).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringMatching(
        /^There is no network in which to look for cameras: .*EADDRNOTAVAIL/,
      ),
    })
  })
})

describe('of what strangers answer', () => {
  const answer = (options: CameraOptions & { id?: string } = {}): string =>
    probeMatch({ id: options.id ?? 'urn:test:1', services: 'http://127.0.0.1/', options })

  test('nothing is taken that is no answer of a camera to us', async () => {
    const found = await taken([
      'no XML at all',
      '<a><b></a></b>',
      answer().slice(0, -30),
      `<!DOCTYPE a [<!ENTITY b "c">]>${answer()}`,
      answer().replace('{id}', 'somebody-elses'),
      answer({ types: 'wsdp:Device pub:Computer', scopes: ['ldap:///ou=printers'] }),
      answer({ id: 'urn:test:good', types: 'tds:Device' }),
    ])
    expect(found.map(({ id }) => id)).toEqual(['urn:test:good'])
  })

  test('an answer that does not say to what counts', async () => {
    const found = await taken([answer().replace(/<wsa:RelatesTo>.*?<\/wsa:RelatesTo>/, '')])
    expect(found).toHaveLength(1)
  })

  test('nothing can command a terminal, lead elsewhere, or go on for ever', async () => {
    const [found] = await taken([
      probeMatch({
        id: 'urn:test:1\u001b]0;title\u0007\nsecond line',
        services: [
          'http://eye:s3cret@127.0.0.1/a',
          'file:///etc/passwd',
          'javascript:alert(1)',
          'nonsense',
          `http://127.0.0.1/${'x'.repeat(2000)}`,
          ...Array.from({ length: 20 }, (_, n) => `http://127.0.0.1/${n}`),
        ].join(' '),
        options: {
          scopes: [
            'onvif://www.onvif.org/name/%1b%5b31mRed%e2%80%aeder',
            `onvif://www.onvif.org/hardware/${'h'.repeat(5000)}`,
            'onvif://www.onvif.org/location/%zz',
          ],
        },
      }),
    ])
    expect(found).toMatchObject({
      id: 'urn:test:1 ]0;title second line',
      name: '[31mRed der',
      hardware: 'h'.repeat(200),
      location: '%zz',
    })
    expect(found?.services).toEqual([
      'http://127.0.0.1/a',
      ...Array.from({ length: 7 }, (_, n) => `http://127.0.0.1/${n}`),
    ])
  })
})
