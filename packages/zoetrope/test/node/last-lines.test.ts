import { describe, expect, it } from 'vitest'
import { LastLines } from '../../src/node/last-lines.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('LastLines', () => {
  it('keeps the newest lines, oldest first', () => {
    const lines = new LastLines({ lines: 2 })
    lines.push(bytes('one\ntwo\nthree\n'))
    expect(lines.lines).toEqual(['two', 'three'])
  })

  it('joins a line, and a character, that came in two pieces', () => {
    const lines = new LastLines()
    const whole = bytes('a grün line\n')
    lines.push(whole.subarray(0, 5))
    lines.push(whole.subarray(5))
    expect(lines.lines).toEqual(['a grün line'])
  })

  it('counts an unfinished line, and leaves empty ones out', () => {
    const lines = new LastLines()
    lines.push(bytes('\n\nfatal: no camera'))
    expect(lines.lines).toEqual(['fatal: no camera'])
  })

  it('takes a progress display for lines, without its colours', () => {
    const lines = new LastLines()
    lines.push(bytes('frame=1\rframe=2\r\u001b[1;31merror\u001b[0m\tx\n'))
    expect(lines.lines).toEqual(['frame=1', 'frame=2', 'error x'])
  })

  it('stays small, however long a line is', () => {
    const lines = new LastLines({ length: 10 })
    for (let i = 0; i < 100; i += 1) lines.push(bytes('x'.repeat(1000)))
    expect(lines.lines).toEqual(['x'.repeat(10)])
  })
})
