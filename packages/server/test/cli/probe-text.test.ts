import { expect, test } from 'vitest'
import { paint } from '../../src/cli/paint.ts'
import { probeText } from '../../src/cli/probe-text.ts'
import { FAULTS, type FaultCode, finding } from '../../src/probe/finding.ts'
import { type ProbeReport, reportOf } from '../../src/probe/report.ts'

const plain = paint(false)

/** A report on a stream with these faults. */
function report(codes: readonly FaultCode[], wish: Partial<ProbeReport> = {}): ProbeReport {
  const findings = codes.map((code) =>
    finding(code, 'it was seen again and again '.repeat(5), 'x'.repeat(99)),
  )
  const facts = { width: 640, height: 480, rate: 30, frameBytes: 47_000, bitrate: 1_410_000 }
  const fine = ['lines end as they should', 'all pictures are whole']
  return reportOf({ address: 'http://cam/stream', kind: 'stream', findings, fine, facts, ...wish })
}

test('the verdict comes first, then what is wrong by its weight, then what is fine', () => {
  const text = probeText(report(['CHUNKED', 'LENGTH_MISSING', 'STILL']), plain)
  const places = ['cam/stream', '640x480', '1 error', 'LENGTH_', 'CHUNKED', 'STILL', '\nok '].map(
    (word) => text.indexOf(word),
  )
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

test('no line is wider than 80 columns, whatever is found', () => {
  const known = Object.keys(FAULTS).filter((code): code is FaultCode => code in FAULTS)
  const lines = probeText(report(known), plain).split('\n')
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

test('a stream without a fault plays everywhere, and notes change nothing', () => {
  expect(probeText(report([]), plain)).toContain('  Plays everywhere.\n')
  expect(probeText(report(['STILL']), plain)).toContain('  Plays everywhere; 1 note.\n')
  expect(probeText(report([], { kind: 'snapshot' }), plain)).toContain('  Shows everywhere.\n')
})

test('numbers stand in front of the verdict, and those that are missing nowhere', () => {
  const text = probeText(
    report([], {
      facts: {
        ...{ firstFrame: 31.4, age: 1.2, gaps: { p50: 40.1, p99: 52.4, longest: 60 } },
        audiences: [{ viewers: 6, served: 6, rate: 25.02 }],
        slow: { pace: 150_000, span: 3000, lag: 240, backlog: 0, held: 0, frames: 7, of: 75 },
      },
    }),
    plain,
  )
  expect(text).toContain('\n  first frame after 31 ms, frames 1 ms old, 40 ms apart (p99 52 ms)\n')
  expect(text).toContain(
    '\n  6 of 6 viewers served, 25.0/s each; a slow one 0.2 s behind at 150 kB/s\n',
  )
  expect(probeText(report([]), plain)).not.toMatch(/undefined|NaN/)
})

test('what was not looked at is told with its reason', () => {
  const text = probeText(report([], { unseen: ['a slow viewer: --quick leaves it out'] }), plain)
  expect(text).toContain('\nok    all pictures are whole\n--    a slow viewer: --quick leaves it')
})

test('the verdict names who breaks', () => {
  const text = probeText(report(['LENGTH_MISSING', 'CHUNKED']), plain)
  expect(text).toContain('1 error, 1 warning: breaks Mainsail, go2rtc, motionEye')
  expect(probeText(report(['FROZEN']), plain)).toContain('1 error: nothing can show it.')
})
