import { describe, expect, it } from 'vitest'
import { beginsHeader, describesContent, Fields } from '../../src/multipart/header.ts'
import { latin1 } from '../frame/jpegs.ts'

/** The fields of these lines, and which of the lines were header lines. */
function fieldsOf(...lines: string[]) {
  const fields = new Fields()
  const read = lines.map((line) => fields.read(latin1(`.${line}.`), 1, 1 + line.length))
  return { fields, read }
}

describe('header fields', () => {
  it('are known by their names in lower case, without the spaces around', () => {
    const { fields, read } = fieldsOf('Content-Type: image/jpeg\r', 'X-A  :\t b:c \r', 'x-empty:')
    expect([...fields]).toEqual([
      ['content-type', 'image/jpeg'],
      ['x-a', 'b:c'],
      ['x-empty', ''],
    ])
    expect(read).toEqual([true, true, true])
  })

  it('are joined when they are repeated or folded', () => {
    const { fields } = fieldsOf('A: 1', 'B: 2', 'a: 3', ' 4', '\t5 ')
    expect([...fields]).toEqual([
      ['a', '1, 3 4 5'],
      ['b', '2'],
    ])
  })

  it('are none in lines without a name', () => {
    const { fields, read } = fieldsOf('no colon', ': x', ' folded onto nothing', '\r')
    expect(fields.size).toBe(0)
    expect(read).toEqual([false, false, false, false])
  })

  it.each([
    ['123', 123],
    ['0', 0],
    ['12, 12', 12],
    ['12 bytes', 12],
    ['007', 7],
    ['', undefined],
    ['-1', undefined],
    ['+1', undefined],
    ['x1', undefined],
    ['1e3', 1],
    ['9'.repeat(40), 999_999_999_999_999],
  ])('tell the length %j as %s', (text, length) => {
    expect(fieldsOf(`Content-Length: ${text}`).fields.contentLength).toBe(length)
  })

  it('tell no length when there is none', () => {
    expect(fieldsOf('Content-Type: a/b').fields.contentLength).toBeUndefined()
  })

  it('describe content by type or length', () => {
    expect(fieldsOf('Content-Type: a/b').fields.describeContent).toBe(true)
    expect(fieldsOf('content-length: 1').fields.describeContent).toBe(true)
    expect(fieldsOf('Content: 1', 'X-Type: 2').fields.describeContent).toBe(false)
  })
})

describe('the first line of a header block', () => {
  it.each([
    ['Content-Type: image/jpeg', true],
    ['content-length :5', true],
    ['CONTENT-TYPE:', true],
    ['Content-Disposition: x', false],
    ['Content-Type', false],
    ['Content-Typed: x', false],
    ['X-Content-Type: x', false],
    ['', false],
  ])('%j describes content: %s', (line, verdict) => {
    expect(describesContent(latin1(line), 0, line.length)).toBe(verdict)
  })

  it.each([
    ['Content-Type: x', true],
    ["!#$%&'*+-.^_`|~09azAZ:", true],
    ['X', undefined],
    ['X ', undefined],
    ['', undefined],
    ['X\u0000:', false],
    ['a b:', false],
    [':', false],
    ['\u00ff\u00d8', true],
    ['\r', true],
    ['\n', true],
    ['x'.repeat(128), undefined],
    ['x'.repeat(129), false],
  ])('%j begins a block: %s', (text, verdict) => {
    expect(beginsHeader(latin1(`.${text}`), 1)).toBe(verdict)
  })
})
