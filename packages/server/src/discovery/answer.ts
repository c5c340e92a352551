/**
 * What is answered to a question of the network: the records that were asked for, and those that
 * would be asked for next.
 *
 * @module
 */
import { keyOf, type OwnRecord, type SomeRecord } from './records.ts'

/** Whatever is said under a name. */
export interface Asked {
  readonly name: string
  /** `ANY` stands for all there are. */
  readonly type: string
}

/** Somebody's question. */
export interface Query {
  readonly questions?: readonly Asked[] | undefined
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

/**
 * The answers to a query, in as many packets as it takes: none where nothing is ours, or is new.
 *
 * @param tells Whether a record may be told now; asked of those alone that would be.
 */
export function answersTo(
  query: Query,
  own: readonly OwnRecord[],
  tells: (record: OwnRecord) => boolean = () => true,
): Answer[] {
  const asked = typesByName(query.questions ?? [])
  const known = new Set((query.answers ?? []).filter(isFresh(own)).map(keyOf))
  const wanted = unique(own.filter((record) => isAsked(asked, record))).filter(
    (record) => !known.has(keyOf(record)) && tells(record),
  )
  const packets: Answer[] = []
  for (let at = 0; at < wanted.length; at += TOGETHER) {
    const answers = wanted.slice(at, at + TOGETHER)
    packets.push({ answers, additionals: besides(answers, own) })
  }
  return packets
}

/** What is repeated of a query beside its answer: what that answers, because the rest is a stranger's text. */
export function answeredBy({ questions = [] }: Query, { answers }: Answer): Asked[] {
  const asks = (question: Asked): boolean =>
    answers.some((record) => isAsked(typesByName([question]), record))
  return questions.filter(asks).slice(0, TOGETHER)
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

/** Name in small letters -> types. Strangers may ask much at once, and there may be many cameras. */
function typesByName(questions: readonly Asked[]): ReadonlyMap<string, ReadonlySet<string>> {
  const asked = new Map<string, Set<string>>()
  for (const { name, type } of questions) {
    const types = asked.get(name.toLowerCase()) ?? new Set()
    asked.set(name.toLowerCase(), types.add(type))
  }
  return asked
}

function isAsked(
  asked: ReadonlyMap<string, ReadonlySet<string>>,
  { name, type }: OwnRecord,
): boolean {
  const types = asked.get(name.toLowerCase())
  return types !== undefined && (types.has('ANY') || types.has(type))
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
