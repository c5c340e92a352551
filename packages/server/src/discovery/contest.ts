/**
 * Two machines that ask for the same name at the same moment: whose records come later in the
 * alphabet has it (RFC 6762, section 8.2).
 *
 * @module
 */
import type { OwnRecord, SomeRecord } from './records.ts'

/** The types that belong to one machine, by their number. */
const NUMBERS: Readonly<Record<string, number>> = { A: 1, TXT: 16, AAAA: 28, SRV: 33 }

/**
 * Whether a name that we ask for goes to another.
 *
 * @param theirs what the other is about to say.
 */
export function isLost(theirs: readonly SomeRecord[], own: readonly OwnRecord[]): boolean {
  const names = new Set(own.filter(({ flush }) => flush).map(({ name }) => name.toLowerCase()))
  return [...names].some((name) => {
    const other = ranked(theirs, name)
    return other.length > 0 && compare(ranked(own, name), other) < 0
  })
}

function ranked(records: readonly SomeRecord[], name: string): Buffer[] {
  return records
    .filter((record) => record.name.toLowerCase() === name && record.type in NUMBERS)
    .map(({ type, data }) =>
      Buffer.concat([Buffer.from([NUMBERS[type] ?? 0]), bytesOf(type, data)]),
    )
    .sort(Buffer.compare)
}

function compare(own: readonly Buffer[], other: readonly Buffer[]): number {
  for (const [place, record] of own.entries()) {
    const opposite = other[place]
    if (!opposite) return 1
    const order = Buffer.compare(record, opposite)
    if (order !== 0) return order
  }
  return own.length - other.length
}

/** The data of a record as it travels. */
function bytesOf(type: string, data: unknown): Buffer {
  if (type === 'A') return Buffer.from(String(data).split('.').map(Number))
  if (type === 'AAAA') return groups(String(data))
  if (type === 'TXT') return Buffer.concat(listOf(data).map(string))
  const numbers = ['priority', 'weight', 'port'].map((key) => Number(field(data, key) ?? 0))
  const target = String(field(data, 'target')).split('.').map(string)
  return Buffer.concat([Buffer.from(Uint16Array.from(numbers).buffer).swap16(), ...target])
}

function listOf(data: unknown): unknown[] {
  return Array.isArray(data) ? data : [data]
}

function field(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined
}

function string(text: unknown): Buffer {
  const bytes = Buffer.from(String(text))
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}

/** `fd00::1` as its 16 bytes. */
function groups(address: string): Buffer {
  const [front = '', back] = address.split('::').map((half) => half.split(':').filter(Boolean))
  const behind = back ?? []
  const gap = Array<string>(Math.max(0, 8 - front.length - behind.length)).fill('0')
  const all = [...front, ...gap, ...behind].map((group) => Number.parseInt(group, 16))
  return Buffer.from(Uint16Array.from(all).buffer).swap16()
}
