/**
 * A probe's report for people: what it is and the verdict first, then what is wrong by its weight,
 * then what was looked at and is fine, a line each. At most 80 columns.
 *
 * @module
 */
import type { Severity } from '../probe/fault.ts'
import type { Finding } from '../probe/finding.ts'
import type { Facts, ProbeReport } from '../probe/report.ts'
import type { Paint } from './paint.ts'

const COLUMNS = 80
const WORDS: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARN', note: 'note' }

/** The report as text. */
export function probeText(report: ProbeReport, paint: Paint): string {
  const blocks = [
    head(report, paint),
    ...report.findings.map((finding) => problem(finding, paint)),
    looked(report, paint),
  ]
  return `${blocks.filter((block) => block !== '').join('\n')}`
}

function head(report: ProbeReport, paint: Paint): string {
  const address = wrapped(report.address, '', '  ').map((line) => paint.bold(line))
  const lines = [...address, ...wrapped(kindOf(report), '  ', '  ')]
  for (const told of [timesOf(report), viewersOf(report.facts)]) {
    if (told !== '') lines.push(...wrapped(told, '  ', '  '))
  }
  const colour = { clean: paint.green, warnings: paint.yellow, errors: paint.red }[report.verdict]
  const said = wrapped(verdictOf(report), '  ', '  ').map((line) => colour(line))
  return block([...lines, ...said])
}

function kindOf({ kind, facts }: ProbeReport): string {
  if (kind === 'none') return 'no stream and no snapshot'
  const size = facts.width ? `${facts.width}x${facts.height}` : 'unknown size'
  const bytes = facts.frameBytes === undefined ? '' : `${kilo(facts.frameBytes)} a frame`
  const rate = facts.rate ? `${facts.rate} frames a second` : ''
  const bits = facts.bitrate ? `${((facts.bitrate * 8) / 1e6).toFixed(1)} Mbit/s` : ''
  const server = facts.server ? `by ${facts.server.slice(0, 40)}` : ''
  const what = kind === 'stream' ? 'MJPEG stream' : 'snapshot'
  return [what, size, rate, bytes, bits, server].filter((text) => text !== '').join(', ')
}

function timesOf({ kind, facts }: ProbeReport): string {
  const { firstFrame, age, gaps } = facts
  const what = kind === 'stream' ? 'first frame' : 'there'
  const told = [
    firstFrame === undefined ? '' : `${what} after ${Math.round(firstFrame)} ms`,
    age === undefined ? '' : `frames ${Math.round(age)} ms old`,
    gaps === undefined ? '' : `${Math.round(gaps.p50)} ms apart (p99 ${Math.round(gaps.p99)} ms)`,
  ]
  return told.filter((text) => text !== '').join(', ')
}

function viewersOf({ audiences, slow }: Facts): string {
  const crowd = audiences?.at(-1)
  const late = slow && `${(slow.lag / 1000).toFixed(1)} s behind at ${kilo(slow.pace)}/s`
  const told = [
    crowd
      ? `${crowd.served} of ${crowd.viewers} viewers served, ${crowd.rate.toFixed(1)}/s each`
      : '',
    late ? `a slow one ${late}` : '',
  ]
  return told.filter((text) => text !== '').join('; ')
}

function verdictOf({ kind, verdict, findings }: ProbeReport): string {
  if (verdict === 'clean') {
    const notes = plural(count(findings, 'note'), 'note')
    return `${kind === 'stream' ? 'Plays' : 'Shows'} everywhere${notes && `; ${notes}`}.`
  }
  const errors = count(findings, 'error')
  const warnings = count(findings, 'warning')
  const numbers = [plural(errors, 'error'), plural(warnings, 'warning')].filter(Boolean).join(', ')
  const worst = findings.filter(({ severity }) => severity === (errors > 0 ? 'error' : 'warning'))
  const breaks = [...new Set(worst.flatMap((finding) => finding.breaks))]
  if (breaks.includes('everything')) return `${numbers}: nothing can show it.`
  const verb = errors > 0 ? ': breaks' : ', for'
  return `${numbers}${verb} ${breaks.slice(0, 6).join(', ')}${breaks.length > 6 ? ' ...' : '.'}`
}

function problem({ code, severity, seen, evidence, breaks, fix }: Finding, paint: Paint): string {
  const colour = { error: paint.red, warning: paint.yellow, note: paint.cyan }[severity]
  const lines = [`${colour(WORDS[severity].padEnd(5))} ${paint.bold(code)}`]
  lines.push(...wrapped(seen, '      ', '      '))
  if (evidence) lines.push(...chopped(evidence).map((line) => paint.dim(line)))
  if (breaks.length > 0) lines.push(...wrapped(breaks.join(', '), '      who:  ', '            '))
  lines.push(...wrapped(fix, '      do:   ', '            '))
  return block(lines)
}

/** What was looked at and is fine, and what was not looked at. */
function looked({ fine, unseen }: ProbeReport, paint: Paint): string {
  const told = [
    ...fine.flatMap((each) => item(paint.green('ok'), each)),
    ...unseen.flatMap((each) => item(paint.dim('--'), each)),
  ]
  return told.length > 0 ? block(told) : ''
}

/** @param mark two characters, however painted. */
function item(mark: string, text: string): string[] {
  const [first = '', ...rest] = wrapped(text, '      ', '      ')
  return [mark + first.slice(2), ...rest]
}

/** Evidence has no blanks to break at. */
function chopped(text: string): string[] {
  const width = COLUMNS - 8
  const rows = Math.ceil(text.length / width)
  return Array.from(
    { length: rows },
    (_, row) => `      | ${text.slice(row * width, (row + 1) * width)}`,
  )
}

/** Lines of at most 80 columns; a word that is longer stays whole. */
function wrapped(text: string, first: string, rest: string): string[] {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    const isFresh = line === first || line === rest
    if (!isFresh && line.length + 1 + word.length > COLUMNS) {
      lines.push(line)
      line = rest + word
    } else {
      line += isFresh ? word : ` ${word}`
    }
  }
  return [...lines, line]
}

function block(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

function count(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length
}

function plural(number: number, word: string): string {
  if (number === 0) return ''
  return number === 1 ? `1 ${word}` : `${number} ${word}s`
}

function kilo(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(0)} kB`
}
