/**
 * A strict reader of Prometheus' text format 0.0.4: whatever a scraper might stumble over, it throws.
 *
 * @module
 */

/** One sample line. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** All lines about one metric. */
export interface Family {
  readonly type: string
  readonly help: string
  readonly samples: Sample[]
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const HEAD = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`)
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(,|$)/y
const NUMBER = /^(NaN|[+-]?Inf|[+-]?\d+(\.\d+)?(e[+-]?\d+)?)$/i

/** Reads an exposition. @throws {Error} at the first line that is not as the format has it. */
export function families(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('Expected a line feed at the end')
  const found = new Map<string, Family>()
  let help: string[] = []
  let open: { name: string; family: Family } | undefined
  for (const line of text.split('\n').filter((some) => some !== '')) {
    const [, said, name = '', rest = ''] = HEAD.exec(line) ?? []
    if (said === 'HELP') help = [name, rest]
    else if (said === 'TYPE') {
      if (found.has(name) || help[0] !== name) throw new Error(`Twice, or without HELP: ${line}`)
      open = { name, family: { type: rest, help: help[1] ?? '', samples: [] } }
      found.set(name, open.family)
    } else add(line, open)
  }
  for (const [name, family] of found) check(name, family)
  return found
}

/** The value of one series, or `undefined` if there is none. */
export function sampled(
  found: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const wanted = JSON.stringify(Object.entries(labels).sort())
  const samples = Array.from(found.values(), (family) => family.samples).flat()
  return samples.find(
    (sample) =>
      sample.name === name && JSON.stringify(Object.entries(sample.labels).sort()) === wanted,
  )?.value
}

function add(line: string, open?: { name: string; family: Family }): void {
  const match = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`).exec(line)
  if (!match) throw new Error(`No sample: ${line}`)
  const [, name = '', labels, value = ''] = match
  if (!open || !belongs(name, open)) throw new Error(`Out of place: ${line}`)
  if (!NUMBER.test(value)) throw new Error(`No number: ${line}`)
  open.family.samples.push({ name, labels: readLabels(labels), value: numberOf(value) })
}

function belongs(
  name: string,
  { name: metric, family: { type } }: { name: string; family: Family },
) {
  const endings = { histogram: ['_bucket', '_sum', '_count'], summary: ['', '_sum', '_count'] }
  const allowed = type === 'histogram' || type === 'summary' ? endings[type] : ['']
  return allowed.some((ending) => name === metric + ending)
}

function readLabels(text: string | undefined): Record<string, string> {
  const labels: Record<string, string> = {}
  if (text === undefined) return labels
  LABEL.lastIndex = 0
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    const [, name = '', value = ''] = LABEL.exec(text) ?? []
    if (name === '' || name in labels) throw new Error(`No labels: ${text}`)
    labels[name] = value.replaceAll(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter))
  }
  return labels
}

function numberOf(text: string): number {
  return Number(text.replace(/inf$/i, 'Infinity'))
}

function check(name: string, { type, samples }: Family): void {
  if (!['counter', 'gauge', 'histogram', 'summary'].includes(type)) throw new Error(`Type ${type}`)
  const keys = samples.map((sample) => JSON.stringify([sample.name, sample.labels]))
  if (new Set(keys).size < keys.length) throw new Error(`A series twice: ${name}`)
  for (const { value } of samples) {
    if (type === 'counter' && !(value >= 0)) throw new Error(`A counter of ${value}: ${name}`)
  }
  if (type === 'histogram') checkBuckets(name, samples)
}

function checkBuckets(name: string, samples: readonly Sample[]): void {
  for (const series of new Set(samples.map(seriesOf))) {
    const row = samples.filter((sample) => seriesOf(sample) === series)
    const buckets = row.filter((sample) => sample.name === `${name}_bucket`)
    const bounds = buckets.map(({ labels }) => numberOf(labels['le'] ?? ''))
    const counts = buckets.map(({ value }) => value)
    if (!isRising(bounds) || !isRising(counts)) throw new Error(`Buckets out of order: ${name}`)
    const count = row.find((sample) => sample.name === `${name}_count`)?.value
    const sum = row.find((sample) => sample.name === `${name}_sum`)?.value
    if (
      bounds.at(-1) !== Number.POSITIVE_INFINITY ||
      counts.at(-1) !== count ||
      sum === undefined
    ) {
      throw new Error(`A histogram without its end: ${name}`)
    }
  }
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0))
}

function seriesOf({ labels: { le: _, ...rest } }: Sample): string {
  return JSON.stringify(rest)
}
