import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { layoutOf } from '../../src/probe/parts.ts'

const jpeg = Buffer.from(tinyJpeg())
const text = (of: string): Buffer => Buffer.from(of, 'latin1')

/** A part with a header line, its content and what comes behind. */
function part(field: string, content: Uint8Array, behind = '\r\n--frame\r\n'): Buffer {
  return Buffer.concat([text(`${field}\r\n\r\n`), content, text(behind)])
}

function layout(...pieces: readonly Buffer[]): ReturnType<typeof layoutOf> {
  return layoutOf(Buffer.concat(pieces), '--frame')
}

describe('parts', () => {
  test('are told with their offsets', () => {
    const head = 'Content-Length: 3\r\n\r\n'
    expect(layout(text('--frame\r\n'), part('Content-Length: 3', text('abc')))).toMatchObject({
      firstAt: 0,
      parts: [{ headFrom: 9, head, from: 30, to: 33, announced: 3, gap: '\r\n', end: 44 }],
    })
  })

  test.each([
    ['nothing', '--frame\r\n', ''],
    ['LF', '\n--frame\r\n', '\n'],
    ['two line ends', '\r\n\r\n--frame\r\n', '\r\n\r\n'],
  ])('know %s in front of a delimiter', (_what, behind, gap) => {
    const seen = layout(text('--frame\r\n'), part('Content-Type: image/jpeg', jpeg, behind))
    expect(seen.parts).toMatchObject([{ gap }])
    expect((seen.parts[0]?.to ?? 0) - (seen.parts[0]?.from ?? 0)).toBe(jpeg.length)
  })

  test.each([-7, 9])('have their real length where the announced one is wrong by %i', (wrong) => {
    const field = `Content-Length: ${jpeg.length + wrong}`
    const seen = layout(text('--frame\r\n'), part(field, jpeg), part(field, jpeg))
    expect(seen.parts.map(({ from, to }) => to - from)).toEqual([jpeg.length, jpeg.length])
    expect(seen.parts[0]?.announced).toBe(jpeg.length + wrong)
  })

  test('may hold the delimiter, where a length tells better', () => {
    const content = text('ab\r\n--frame\r\ncd')
    const seen = layout(text('--frame\r\n'), part(`Content-Length: ${content.length}`, content))
    expect(seen.parts.map(({ from, to }) => to - from)).toEqual([content.length])
  })

  test('may end with a line end of their own, where their length tells so', () => {
    const noise = text('ab\r')
    const seen = layout(text('--frame\r\n'), part('Content-Length: 3', noise))
    expect(seen.parts).toMatchObject([{ announced: 3, gap: '\r\n' }])
    expect(seen.parts.map(({ from, to }) => to - from)).toEqual([3])
  })

  test('begin at once where the first delimiter is missing', () => {
    expect(layout(part('Content-Type: image/jpeg', jpeg))).toMatchObject({ firstAt: -1 })
  })

  test('tell what is in front of the first delimiter', () => {
    expect(layout(text('\r\n--frame\r\n'), part('Content-Length: 1', text('a'))).firstAt).toBe(2)
  })

  test('are unfinished until their delimiter came', () => {
    const seen = layout(text('--frame\r\n'), part('Content-Length: 1', text('a'), '\r\n'))
    expect(seen).toMatchObject({ parts: [], rest: { announced: 1 } })
  })

  test('end in any bytes without an error', () => {
    const any = fc.uint8Array({ maxLength: 300 })
    fc.assert(
      fc.property(any, fc.boolean(), (noise, isInside) => {
        const body = isInside ? part('Content-Type: image/jpeg', noise) : Buffer.from(noise)
        const { parts } = layoutOf(Buffer.concat([text('--frame\r\n'), body]), '--frame')
        for (const { headFrom, from, to, end } of parts) {
          expect([headFrom, from, to, end]).toEqual([headFrom, from, to, end].sort((a, b) => a - b))
        }
      }),
    )
  })
})
