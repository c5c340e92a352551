import { expect, test } from 'vitest'
import { answersTo, plainly, type Query } from '../../src/discovery/answer.ts'
import { offersOf } from '../../src/discovery/offer.ts'
import {
  batchesOf,
  contradicts,
  farewell,
  type OwnRecord,
  type SomeRecord,
} from '../../src/discovery/records.ts'

/** All records of a server called Workshop. */
function workshop(cameras: readonly string[] = ['front'], addresses = ['10.0.0.7', 'fd00::7']) {
  const offers = offersOf('Workshop', { port: 8080, basePath: '/', isTls: false, cameras })
  return batchesOf('Workshop', offers, addresses).flat()
}

/** What is answered to a question, as `TYPE name`. */
function answered(name: string, type: string, own: readonly OwnRecord[] = workshop()) {
  const packets = answersTo({ questions: [{ name, type }] }, own)
  const words = (records: readonly SomeRecord[]): string[] =>
    records.map((record) => `${record.type} ${record.name}`)
  return {
    answers: packets.flatMap(({ answers }) => words(answers)),
    additionals: packets.flatMap(({ additionals }) => words(additionals)),
  }
}

test('where no address leads to the server there is nothing to say', () => {
  expect(workshop(['front'], [])).toEqual([])
})

test('who asks for a kind of service is told all that would be asked for next', () => {
  expect(answered('_mjpeg._tcp.local', 'PTR')).toEqual({
    answers: ['PTR _mjpeg._tcp.local'],
    additionals: [
      'SRV front (Workshop)._mjpeg._tcp.local',
      'TXT front (Workshop)._mjpeg._tcp.local',
      'A workshop.local',
      'AAAA workshop.local',
    ],
  })
})

test('who asks for the kinds that there are is told each once', () => {
  const own = workshop(['front', 'back'])
  const [packet] = answersTo(
    { questions: [{ name: '_services._dns-sd._udp.local', type: 'PTR' }] },
    own,
  )
  expect(packet?.answers.map(({ data }) => data)).toEqual(['_http._tcp.local', '_mjpeg._tcp.local'])
})

test('case does not matter, the type does', () => {
  expect(answered('WORKSHOP.local', 'AAAA').answers).toEqual(['AAAA workshop.local'])
  expect(answered('workshop.local', 'SRV').answers).toEqual([])
  expect(answered('workshop.local', 'ANY').answers).toEqual([
    'A workshop.local',
    'AAAA workshop.local',
  ])
})

test('what is nobody of ours is not answered', () => {
  expect(answersTo({ questions: [{ name: 'other.local', type: 'ANY' }] }, workshop())).toEqual([])
  expect(answersTo({}, workshop())).toEqual([])
})

test('what the asker knows is left out, until half of its time is over', () => {
  const own = workshop()
  const known = own.filter(({ type }) => type === 'A')
  const ask = (ttl: number): Query => ({
    questions: [{ name: 'workshop.local', type: 'A' }],
    answers: known.map((record) => ({ ...record, ttl })),
  })
  expect(answersTo(ask(60), own)).toEqual([])
  expect(answersTo(ask(59), own)).toHaveLength(1)
})

test('many cameras are told in several packets, and none twice', () => {
  const names = Array.from({ length: 50 }, (_, number) => `camera-${number}`)
  const own = workshop(names)
  const packets = answersTo({ questions: [{ name: '_mjpeg._tcp.local', type: 'PTR' }] }, own)
  expect(new Set(packets.flatMap(({ answers }) => answers.map(({ data }) => data))).size).toBe(50)
  expect(packets.map(({ answers }) => answers.length)).toEqual([...Array(12).fill(4), 2])
})

test('who asks like an ordinary resolver gets what it may keep for seconds only', () => {
  const [answer] = answersTo({ questions: [{ name: 'workshop.local', type: 'A' }] }, workshop())
  if (!answer) throw new TypeError('Expected an answer')
  expect(plainly(answer).answers).toEqual([
    { name: 'workshop.local', type: 'A', ttl: 10, flush: false, data: '10.0.0.7' },
  ])
})

test('farewell takes back what is ours, and not that there are such services', () => {
  const gone = farewell(workshop())
  expect(new Set(gone.map(({ ttl }) => ttl))).toEqual(new Set([0]))
  expect(gone.map(({ name }) => name)).not.toContain('_services._dns-sd._udp.local')
  expect(gone.map(({ type }) => type)).toEqual(expect.arrayContaining(['PTR', 'SRV', 'TXT', 'A']))
})

test.each<[string, SomeRecord, boolean]>([
  ['our own address', { name: 'workshop.local', type: 'A', data: '10.0.0.7' }, false],
  ['another address', { name: 'workshop.local', type: 'A', data: '10.0.0.8' }, true],
  ['it in capitals', { name: 'WORKSHOP.local', type: 'A', data: '10.0.0.8' }, true],
  ['its farewell', { name: 'workshop.local', type: 'A', ttl: 0, data: '10.0.0.8' }, false],
  ['another name', { name: 'shop.local', type: 'A', data: '10.0.0.8' }, false],
  ['another service of the kind', { name: '_http._tcp.local', type: 'PTR', data: 'x' }, false],
  [
    'another port of the service',
    {
      ...{ name: 'Workshop._http._tcp.local', type: 'SRV' },
      data: { port: 9, target: 'workshop.local', priority: 0, weight: 0 },
    },
    true,
  ],
  [
    'the same text, as bytes',
    { name: 'Workshop._http._tcp.local', type: 'TXT', data: [Buffer.from('path=/')] },
    false,
  ],
  [
    'another text',
    { name: 'Workshop._http._tcp.local', type: 'TXT', data: [Buffer.from('path=/other')] },
    true,
  ],
])('%s: whether it contradicts us', (_what, said, isContradiction) => {
  expect(contradicts([said], workshop())).toBe(isContradiction)
})
