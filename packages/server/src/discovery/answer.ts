/**
 * What is answered to a question of the network: the records that were asked for, and those that
 * would be asked for next.
 *
 * @module
 */
import { keyOf, type OwnRecord, type SomeRecord } from './records.ts'

/** Somebody's question. */
export interface Query {
  readonly questions?: readonly { readonly name: string; readonly type: string }[] | undefined
  /** What is known already. */
  readonly answers?: readonly SomeRecord[] | undefined
}

/** A packet that answers. */
export interface Answer {
  readonly answers: OwnRecord[]
  readonly additionals: OwnRecord[]
}

/** So many, with what goes with them, fit into a packet of an ordinary network. */
const TOGETHER = 4

/** The answers to a query, in as many packets as it takes: none where nothing is ours, or is new. */
export function answersTo(query: Query, own: readonly OwnRecord[]): Answer[] {
  const asked = query.questions ?? []
  const known = new Set((query.answers ?? []).filter(isFresh(own)).map(keyOf))
  const wanted = unique(own).filter(
    (record) => asked.some((question) => matches(question, record)) && !known.has(keyOf(record)),
  )
  const packets: Answer[] = []
  for (let at = 0; at < wanted.length; at += TOGETHER) {
    const answers = wanted.slice(at, at + TOGETHER)
    packets.push({ answers, additionals: besides(answers, own) })
  }
  return packets
}

/** For who asks from another port: as an ordinary server of names would say it. */
export function plainly({ answers, additionals }: Answer): Answer {
  const plain = (record: OwnRecord): OwnRecord => ({
    ...record,
    ttl: Math.min(record.ttl, 10),
    flush: false,
  })
  return { answers: answers.map(plain), additionals: additionals.map(plain) }
}

function matches(
  { name, type }: { readonly name: string; readonly type: string },
  record: OwnRecord,
): boolean {
  if (type !== 'ANY' && type !== record.type) return false
  return name.toLowerCase() === record.name.toLowerCase()
}

/** What is remembered counts for half of its time, so that it is renewed before it is forgotten. */
function isFresh(own: readonly OwnRecord[]): (record: SomeRecord) => boolean {
  const times = new Map(own.map((record) => [keyOf(record), record.ttl]))
  return (record) => (record.ttl ?? 0) >= (times.get(keyOf(record)) ?? 0) / 2
}

function besides(answers: readonly OwnRecord[], own: readonly OwnRecord[]): OwnRecord[] {
  const said = new Set(answers.map(keyOf))
  const fresh = (records: OwnRecord[]): OwnRecord[] =>
    records.filter((record) => !said.has(keyOf(record)))
  const services = answers.flatMap((record) =>
    record.type === 'PTR' ? own.filter(({ name }) => name === record.data) : [],
  )
  const targets = [...answers, ...services].flatMap((record) =>
    record.type === 'SRV' ? [record.data.target] : [],
  )
  const addresses = own.filter(({ name }) => targets.includes(name))
  return unique(fresh([...services.filter(({ type }) => type !== 'PTR'), ...addresses]))
}

function unique(records: readonly OwnRecord[]): OwnRecord[] {
  return [...new Map(records.map((record) => [keyOf(record), record])).values()]
}
