import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/frame/frame.ts'
import { Window } from '../../src/multipart/window.ts'
import { latin1 } from '../frame/jpegs.ts'
import { countReads } from '../frame/reads.ts'

/** What is at hand and still wanted, as text. */
function wanted({ bytes, at }: Window): string {
  return String.fromCharCode(...bytes.subarray(at))
}

describe('a window', () => {
  it('shows a chunk where it is', () => {
    const window = new Window()
    const chunk = latin1('abc')
    window.push(chunk, 0)
    expect(window.bytes).toBe(chunk)
    expect(window.more()).toBe(false)
  })

  it('keeps what is left, and shows it in front of the next chunk', () => {
    const window = new Window()
    window.push(latin1('abcdef'), 0)
    window.consume(4)
    window.keep()
    expect(window.buffered).toBe(2)
    window.push(latin1('gh'), 0)
    expect(wanted(window)).toBe('efgh')
    expect(window.position).toBe(4)
  })

  it('keeps nothing when all is consumed', () => {
    const window = new Window()
    window.push(latin1('abc'), 0)
    window.consume(3)
    window.keep()
    expect(window.buffered).toBe(0)
    const chunk = latin1('def')
    window.push(chunk, 0)
    expect(window.bytes).toBe(chunk)
    expect(window.position).toBe(3)
  })

  it('copies no more than is wanted to complete a body, and shows the rest where it is', () => {
    const window = new Window()
    window.push(latin1('abc'), 0)
    window.keep()
    const chunk = latin1('defghi')
    window.push(chunk, 5)
    expect(wanted(window)).toBe('abcde')
    window.consume(5)
    expect(window.more()).toBe(true)
    expect(wanted(window)).toBe('fghi')
    expect(window.bytes.buffer).toBe(chunk.buffer)
    expect(window.position).toBe(5)
    expect(window.more()).toBe(false)
  })

  it('shows the rest behind what is left of the body when that was wrong', () => {
    const window = new Window()
    window.push(latin1('abc'), 0)
    window.keep()
    window.push(latin1('defghi'), 5)
    window.consume(2)
    expect(window.more()).toBe(true)
    expect(wanted(window)).toBe('cdefghi')
    expect(window.position).toBe(2)
  })

  it('goes on keeping without copying what it keeps already', () => {
    const window = new Window()
    for (const letter of 'abcdefgh') {
      window.push(latin1(letter), 0)
      window.keep()
    }
    expect(window.buffered).toBe(8)
    expect(wanted(window)).toBe('abcdefgh')
  })

  it('leaves what was given out as it is while the next is kept', () => {
    const window = new Window()
    window.push(latin1('first'), 0)
    window.keep()
    window.push(latin1(' second'), 0)
    const given: Bytes = window.bytes.subarray(0, 5)
    window.consume(6)
    window.keep()
    expect(String.fromCharCode(...given)).toBe('first')
    expect(wanted(window)).toBe('second')
  })

  it('finds line ends, from where it last stopped', () => {
    const window = new Window()
    window.push(latin1('ab'), 0)
    expect(window.endOfLine(10)).toBe('more')
    window.keep()
    window.push(latin1('c\nd\n'), 0)
    expect(window.endOfLine(10)).toBe(3)
    window.consume(4)
    expect(window.endOfLine(10)).toBe(5)
  })

  it('looks for a line end in no byte twice', () => {
    const window = new Window()
    const counted = countReads(latin1('a long line'))
    window.push(counted.bytes, 0)
    window.endOfLine(100)
    window.endOfLine(100)
    window.endOfLine(100)
    expect(counted.reads()).toBe(11)
  })

  it('gives up on lines that are too long, whether their end is there or not', () => {
    const window = new Window()
    window.push(latin1('abcd\n'), 0)
    expect(window.endOfLine(4)).toBe(4)
    expect(window.endOfLine(3)).toBe('too-long')
    window.consume(5)
    window.keep()
    window.push(latin1('efgh'), 0)
    expect(window.endOfLine(4)).toBe('more')
    expect(window.endOfLine(3)).toBe('too-long')
  })

  it('skips lines', () => {
    const window = new Window()
    window.push(latin1('ab\ncd'), 0)
    expect(window.skipLine()).toBe(true)
    expect(wanted(window)).toBe('cd')
    expect(window.skipLine()).toBe(false)
    expect(wanted(window)).toBe('')
  })
})
