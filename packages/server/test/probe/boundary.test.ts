import { describe, expect, test } from 'vitest'
import { announcedBoundary, usedDelimiter } from '../../src/probe/boundary.ts'
import { readHead } from '../../src/probe/response-head.ts'

/** What a head with this type announces. */
function announced(type: string): ReturnType<typeof announcedBoundary> {
  const head = readHead(Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n`))
  return head && announcedBoundary(head)
}

describe('the announced boundary', () => {
  test.each([
    ['multipart/x-mixed-replace; boundary=frame', 'frame', false, false],
    ['multipart/x-mixed-replace;boundary="a frame"', 'a frame', true, false],
    ['multipart/x-mixed-replace; boundary=--frame', '--frame', false, false],
    ['multipart/x-mixed-replace; boundary=frame; charset=x', 'frame', false, true],
    ['multipart/x-mixed-replace; boundary=frame;', 'frame', false, false],
  ])('of %s', (type, text, isQuoted, isFollowed) => {
    expect(announced(type)).toEqual({ text, isQuoted, isFollowed })
  })

  test('is none where there is none', () => {
    expect(announced('multipart/x-mixed-replace')).toBeUndefined()
  })
})

describe('the delimiter that is used', () => {
  const body = (delimiter: string): Buffer =>
    Buffer.from(`${delimiter}\r\nContent-Type: image/jpeg\r\n\r\nxx\r\n${delimiter}\r\n`)

  test('is the announced one behind dashes', () => {
    expect(usedDelimiter(body('--frame'), 'frame')).toBe('--frame')
  })

  test('is the announced one alone where the dashes are in the head or nowhere', () => {
    expect(usedDelimiter(body('--frame'), '--frame')).toBe('--frame')
    expect(usedDelimiter(body('frame'), 'frame')).toBe('frame')
  })

  test('is found in front of a header where another was announced, or none', () => {
    expect(usedDelimiter(body('--other'), 'frame')).toBe('--other')
    expect(usedDelimiter(body('--other'), undefined)).toBe('--other')
  })

  test('is none where bytes hold no parts', () => {
    expect(usedDelimiter(Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'frame')).toBeUndefined()
  })
})
