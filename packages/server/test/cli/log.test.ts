import { describe, expect, test } from 'vitest'
import type { LogFormat, LogLevel } from '../../src/cli/limits.ts'
import { createLog } from '../../src/cli/log.ts'

const recorded = (format: LogFormat, level: LogLevel = 'info') => {
  const lines: string[] = []
  const log = createLog({ level, format, write: (line) => lines.push(line) })
  return { log, lines }
}

describe('the log for programs', () => {
  test('is a JSON object a line, with time, level, text and facts', () => {
    const { log, lines } = recorded('json')
    log.warn({ camera: 'front', sent: 7 }, 'viewer left')
    const entry = JSON.parse(lines[0] ?? '')
    expect(entry).toMatchObject({ level: 'warn', camera: 'front', sent: 7, msg: 'viewer left' })
    expect(new Date(entry.time).toISOString()).toBe(entry.time)
    expect(lines[0]?.endsWith('\n')).toBe(true)
  })
})

describe('the log for people', () => {
  test('is time, level, camera, text and facts', () => {
    const { log, lines } = recorded('human')
    log.info({ camera: 'front', sent: 7, key: 'hall left' }, 'viewer left')
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d info {3}front {2}viewer left {2}sent=7 key="hall left"\n$/,
    )
  })

  test('tells a change of state by the state and the reason', () => {
    const { log, lines } = recorded('human')
    log.warn({ camera: 'front', from: 'live', to: 'lost', reason: 'unplugged' }, 'camera changed')
    expect(lines[0]).toMatch(/ warn {3}front {2}lost: unplugged\n$/)
  })

  test('shows where an unforeseen error came from', () => {
    const { log, lines } = recorded('human')
    log.error({ err: new Error('oh') }, 'request failed')
    expect(lines[0]).toMatch(/ error {2}request failed\n {4}Error: oh\n {8}at /)
  })
})

describe('every log', () => {
  test.each(['json', 'human'] as const)('%s has no passwords', (format) => {
    const { log, lines } = recorded(format)
    log.info({ source: 'rtsp://me:hunter2@10.0.0.7/live' }, 'opening http://me:hun@ter2@host/x')
    expect(lines.join('')).not.toMatch(/hunter2|ter2|me:/)
    expect(lines.join('')).toContain('rtsp://***@10.0.0.7/live')
  })

  test('says only what its level asks for', () => {
    const { log, lines } = recorded('json', 'warn')
    log.info({}, 'quiet')
    log.error({}, 'loud')
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['loud'])
  })
})
