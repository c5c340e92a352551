import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { offersOf } from '../../src/discovery/offer.ts'
import {
  batchesOf,
  farewell,
  type OwnRecord,
  type SomeRecord,
} from '../../src/discovery/records.ts'
import { Sightings } from '../../src/discovery/sighting.ts'

const ADDRESS = '10.0.0.7'
const SERVICE = 'cam._mjpeg._tcp.local'
const HOST = 'esp32.local'

/** All records of a server called Workshop, with one camera. */
function workshop(isTls = false): OwnRecord[] {
  const shown = { port: 8080, basePath: '/webcam', isTls, cameras: ['front'] }
  return batchesOf('Workshop', offersOf('Workshop', shown), [ADDRESS, 'fd00::7']).flat()
}

/** What an ESP32 says with `MDNS.addService("mjpeg", "tcp", 81)`, with other pairs or another address. */
function esp32(pairs: readonly string[] = [], address = ADDRESS): SomeRecord[] {
  return [
    { name: '_mjpeg._tcp.local', type: 'PTR', data: SERVICE },
    { name: SERVICE, type: 'SRV', data: { target: HOST, port: 81, priority: 0, weight: 0 } },
    { name: SERVICE, type: 'TXT', data: pairs.map((pair) => Buffer.from(pair)) },
    { name: HOST, type: 'A', data: address },
  ]
}

/** Heard by somebody whose network is 10.0.0.0/24. */
function heard(...records: readonly SomeRecord[]): Sightings {
  const sightings = new Sightings()
  sightings.take(records, (address) => /^(10\.0\.0\.|fd00:)/.test(address))
  return sightings
}

describe('a camera in the network', () => {
  test('of a server like this one has its own name, and addresses that can be opened', () => {
    expect(heard(...workshop()).cameras).toEqual([
      {
        label: 'front (Workshop)',
        name: 'front',
        host: 'workshop.local',
        address: ADDRESS,
        streamUrl: `http://${ADDRESS}:8080/webcam/cameras/front/stream`,
        snapshotUrl: `http://${ADDRESS}:8080/webcam/cameras/front/snapshot.jpg`,
        pageUrl: `http://${ADDRESS}:8080/webcam/`,
      },
    ])
    const [secret] = heard(...workshop(true)).cameras
    expect(secret?.streamUrl).toMatch(/^https:/)
    expect(secret?.pageUrl).toMatch(/^https:/)
  })

  test('that tells only its port is looked for where an ESP32 has its stream', () => {
    expect(heard(...esp32()).cameras).toEqual([
      {
        ...{ label: 'cam', name: undefined, host: HOST, address: ADDRESS },
        ...{ streamUrl: `http://${ADDRESS}:81/stream`, snapshotUrl: undefined, pageUrl: undefined },
      },
    ])
  })

  test('is known once its place, its pairs and an address are; what is missing is asked for', () => {
    const [service, place, pairs, address] = esp32()
    if (!(service && place && pairs && address)) throw new TypeError('Expected four records')
    const sightings = heard(service)
    const asked = (): string[] =>
      sightings.questions.map(({ name, type }) => `${type} ${name}`).slice(3)
    expect(asked()).toEqual([`SRV ${SERVICE}`, `TXT ${SERVICE}`])
    sightings.take([place], () => true)
    expect(asked()).toEqual([`TXT ${SERVICE}`, `A ${HOST}`, `AAAA ${HOST}`])
    sightings.take([pairs, { ...address, name: HOST.toUpperCase() }], () => true)
    expect(asked()).toEqual([])
    expect(sightings.cameras).toHaveLength(1)
  })

  test('is gone when it says so', () => {
    const sightings = heard(...workshop())
    sightings.take(farewell(workshop()), () => true)
    expect(sightings.cameras).toEqual([])
  })

  test('is found by IPv6 where there is nothing else, by no address that needs a zone', () => {
    const six = (address: string) => esp32().with(3, { name: HOST, type: 'AAAA', data: address })
    expect(heard(...six('fd00::9')).cameras[0]?.streamUrl).toBe('http://[fd00::9]:81/stream')
    expect(heard(...six('fe80::9')).cameras).toEqual([])
  })
})

describe('what strangers say', () => {
  test('of machines elsewhere is not believed', () => {
    expect(heard(...esp32([], '127.0.0.1')).cameras).toEqual([])
    expect(heard(...esp32([], '192.0.2.1')).cameras).toEqual([])
    expect(heard(...esp32([], 'evil.example')).cameras).toEqual([])
  })

  test.each([
    '//evil.example/',
    '/\\evil.example/',
    'http://evil.example/',
    '',
    'stream',
    'x'.repeat(2000),
  ])('leads to no other server: a path of %j', (path) => {
    expect(heard(...esp32([`path=${path}`])).cameras).toEqual([])
  })

  test('does nothing to a terminal', () => {
    const [camera] = heard(...esp32(['name=A\nB', 'path=/a\u001b b'])).cameras
    expect(camera).toMatchObject({ name: undefined, streamUrl: `http://${ADDRESS}:81/a%1B%20b` })
    const service = 'a\u001b[31mb\u202e._mjpeg._tcp.local'
    const kind = { name: '_mjpeg._tcp.local', type: 'PTR', data: service }
    expect(heard(kind).questions).toHaveLength(3)
  })

  test('of the same key the first counts, and the key in any case', () => {
    const [camera] = heard(...esp32(['PATH=/one', 'path=/two', '=x', 'bare'])).cameras
    expect(camera?.streamUrl).toBe(`http://${ADDRESS}:81/one`)
  })

  test('never throws, whatever it is', () => {
    const name = fc.constantFrom('_mjpeg._tcp.local', SERVICE, HOST)
    const data = fc.oneof(fc.anything(), fc.constantFrom(SERVICE, HOST, ADDRESS))
    const type = fc.constantFrom('PTR', 'SRV', 'TXT', 'A', 'AAAA', 'OPT')
    const record = fc.record({ name, type, data, ttl: fc.nat(2) })
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const sightings = heard(...records)
        expect(sightings.questions.length).toBeLessThanOrEqual(12)
        for (const { streamUrl } of sightings.cameras) expect(streamUrl).toMatch(/^http:/)
      }),
    )
  })

  test('is kept in bounds', () => {
    const many = Array.from({ length: 9000 }, (_, place): SomeRecord => {
      return { name: '_mjpeg._tcp.local', type: 'PTR', data: `${place}._mjpeg._tcp.local` }
    })
    const sightings = heard(...many, ...esp32())
    expect(sightings.questions).toHaveLength(12)
    expect(sightings.cameras).toEqual([])
  })
})
