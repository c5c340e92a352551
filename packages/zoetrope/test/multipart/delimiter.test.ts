import { describe, expect, it } from 'vitest'
import { boundaryIn, Delimiter } from '../../src/multipart/delimiter.ts'
import { latin1 } from '../frame/jpegs.ts'

const frame = new Delimiter('frame')

describe('a delimiter line', () => {
  it.each([
    ['--frame', 'open'],
    ['--frame\r', 'open'],
    ['--frame \t\r', 'open'],
    ['frame', 'open'],
    ['-frame', 'open'],
    ['------frame', 'open'],
    ['--frame--', 'close'],
    ['--frame-- \r', 'close'],
    ['frame--', 'close'],
    ['--frame-', undefined],
    ['--frame---', undefined],
    ['--frame--x', undefined],
    ['--frames', undefined],
    ['--fram', undefined],
    ['--Frame', undefined],
    ['-- frame', undefined],
    [' --frame', undefined],
    ['--', undefined],
    ['', undefined],
  ] as const)('%j is %s', (line, kind) => {
    const bytes = latin1(`..${line}..`)
    expect(frame.match(bytes, 2, 2 + line.length)).toBe(kind)
  })

  it('is nothing before the boundary is known', () => {
    const unknown = new Delimiter(undefined)
    expect(unknown.match(latin1('--frame'), 0, 7)).toBeUndefined()
    expect(unknown.mayBegin(0x2d)).toBe(true)
    expect(unknown.mayBegin(0x66)).toBe(false)
    expect(unknown.mayBegin(undefined)).toBe(false)
  })

  it('may have dashes inside and behind its boundary', () => {
    const odd = new Delimiter('--a--b--')
    expect(odd.match(latin1('--a--b--'), 0, 8)).toBe('open')
    expect(odd.match(latin1('--a--b----'), 0, 10)).toBe('close')
  })

  it('is compared as UTF-8', () => {
    const bytes = new TextEncoder().encode('--grün')
    expect(new Delimiter('grün').match(bytes, 0, bytes.length)).toBe('open')
  })
})

describe('a delimiter inside a body', () => {
  it.each([
    ['--frame\r\nContent-Type: image/jpeg', true],
    ['--frame\nX', undefined],
    ['--frame\nX:', true],
    ['--frame\nX :', true],
    ['--frame\nX Y:', false],
    ['--frame\n: x', false],
    ['--frame\n\r\n', true],
    ['--frame\n\n', true],
    ['--frame\n\u00ff', true],
    ['--frame\n', undefined],
    ['--frame\r', undefined],
    ['--fra', undefined],
    ['-', undefined],
    ['', undefined],
    ['--frame--\r\n', true],
    ['--frame--', undefined],
    ['--other\nX: y', false],
    ['-frame\nX: y', false],
    ['frame\nX: y', false],
    [`--${'x'.repeat(300)}`, false],
    [`--frame\n${'x'.repeat(200)}`, false],
  ])('ends it with %j: %s', (text, verdict) => {
    expect(frame.ends(latin1(`\n${text}`), 1)).toBe(verdict)
  })

  it('is any likely line while the boundary is not known', () => {
    const unknown = new Delimiter(undefined)
    expect(unknown.ends(latin1('--any\nX: y'), 0)).toBe(true)
    expect(unknown.ends(latin1('-- \nX: y'), 0)).toBe(false)
    expect(unknown.ends(latin1('--\u0001\nX: y'), 0)).toBe(false)
  })
})

describe('a delimiter behind a body', () => {
  it.each([
    ['\r\n--frame\r\n', true],
    ['\n--frame\n', true],
    ['--frame\r\n', true],
    ['\r\n\r\n--frame--\r\n', true],
    ['\nframe\n', true],
    ['frame\n', false],
    ['-frame\n', false],
    ['\r\n--frame', undefined],
    ['\r\n', undefined],
    ['', undefined],
    ['\r\n--other\r\n', false],
    ['x', false],
    ['\r\n\r\n\r\n--frame\r\n', false],
    [`--frame${' '.repeat(300)}`, false],
  ])('follows with %j: %s', (text, verdict) => {
    expect(frame.follows(latin1(`x${text}`), 1)).toBe(verdict)
  })

  it('is any likely line while the boundary is not known', () => {
    expect(new Delimiter(undefined).follows(latin1('\r\n--any\r\n'), 0)).toBe(true)
    expect(new Delimiter(undefined).follows(latin1('\r\nany\r\n'), 0)).toBe(false)
  })
})

describe('the boundary in a line', () => {
  it.each([
    ['--frame\r', 'frame'],
    ['--frame', 'frame'],
    ['----frame', 'frame'],
    ['--a b', 'a b'],
    ['-- a ', 'a'],
    ['--', undefined],
    ['-----', undefined],
    ['-frame', undefined],
    ['frame', undefined],
    ['', undefined],
    ['--a  b', undefined],
    ['--\u00e9', undefined],
    ['--a\u0000', undefined],
    [`--${'x'.repeat(300)}`, undefined],
  ])('%j is %s', (line, boundary) => {
    expect(boundaryIn(latin1(line), 0, line.length)).toBe(boundary)
  })
})
