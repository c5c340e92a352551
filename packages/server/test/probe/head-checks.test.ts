import { describe, expect, test } from 'vitest'
import { commonHeadFindings, streamHeadFindings } from '../../src/probe/head-checks.ts'
import { type ResponseHead, readHead } from '../../src/probe/response-head.ts'

const TYPE = 'Content-Type: multipart/x-mixed-replace; boundary=frame'
const UNCACHED = 'Cache-Control: no-store'
const UNBUFFERED = 'X-Accel-Buffering: no'

function headOf(...lines: readonly string[]): ResponseHead {
  const head = readHead(Buffer.from(['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n'), 'latin1'))
  if (!head) throw new Error('Expected a head, got none')
  return head
}

/** The codes of what is wrong with the head of a stream that says this besides what is right. */
function codes(...lines: readonly string[]): string[] {
  return streamHeadFindings(headOf(...lines, UNCACHED, UNBUFFERED)).map(({ code }) => code)
}

describe('the head of a stream', () => {
  test('may be without a fault', () => {
    expect(codes(TYPE)).toEqual([])
  })

  test('that has a fault is shown as it was written', () => {
    const [chunked] = streamHeadFindings(
      headOf(TYPE, UNCACHED, UNBUFFERED, 'transfer-ENCODING:  chunked'),
    )
    expect(chunked).toMatchObject({ code: 'CHUNKED', evidence: 'transfer-ENCODING:  chunked' })
  })

  test('that does not tell nginx to pass frames on is told so, as a note', () => {
    const silent = streamHeadFindings(headOf(TYPE, UNCACHED))
    expect(silent).toMatchObject([{ code: 'PROXY_BUFFERS', severity: 'note' }])
    const buffering = streamHeadFindings(headOf(TYPE, UNCACHED, 'X-Accel-Buffering: yes'))
    expect(buffering).toMatchObject([{ code: 'PROXY_BUFFERS' }])
    expect(streamHeadFindings(headOf(TYPE, UNCACHED, 'x-accel-buffering: NO'))).toEqual([])
  })

  test.each([
    ['has a type that browsers do not play', 'application/octet-stream', ['TYPE_NOT_REPLACE']],
    ['has no boundary', 'multipart/x-mixed-replace', ['BOUNDARY_MISSING']],
    ['has a quoted boundary', 'multipart/x-mixed-replace; boundary="frame"', ['BOUNDARY_QUOTED']],
    ['has more behind it', 'multipart/x-mixed-replace; boundary=a; b=c', ['BOUNDARY_NOT_LAST']],
    ['begins with dashes', 'multipart/x-mixed-replace; boundary=--frame', []],
  ])('that %s is known', (_what, type, found) => {
    expect(codes(`Content-Type: ${type}`)).toEqual(found)
  })

  test.each([
    ['comes in chunks', 'Transfer-Encoding: chunked', 'CHUNKED'],
    ['has a length', 'Content-Length: 60000', 'LENGTH_OF_STREAM'],
    ['is compressed', 'Content-Encoding: gzip', 'COMPRESSED'],
  ])('that %s is known', (_what, line, code) => {
    expect(codes(TYPE, line)).toEqual([code])
  })
})

test.each([
  ['Cache-Control: no-store', []],
  ['Cache-Control: private, max-age=0', []],
  ['Pragma: no-cache', []],
  ['Cache-Control: max-age=60', ['CACHEABLE']],
  ['X-Other: 1', ['CACHEABLE']],
])('what %s says to caches is understood', (line, found) => {
  expect(commonHeadFindings(headOf(line)).map(({ code }) => code)).toEqual(found)
})
