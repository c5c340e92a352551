import { describe, expect, test } from 'vitest'
import { fieldOf, headLength, mediaType, readHead } from '../../src/probe/response-head.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('a head', () => {
  test('is not there until its blank line is', () => {
    expect(readHead(bytes('HTTP/1.1 200 OK\r\nA: b\r\n'))).toBeUndefined()
  })

  test('ends behind its blank line, whatever its lines end with', () => {
    expect(headLength(bytes('HTTP/1.1 200 OK\r\n\r\nbody'))).toBe(19)
    expect(headLength(bytes('HTTP/1.1 200 OK\n\nbody'))).toBe(17)
  })

  test('tells version, status and fields as they were written', () => {
    const head = readHead(bytes('HTTP/1.0 404 Nope\r\nContent-type:  Text/HTML; q=1\r\n\r\n'))
    expect(head).toMatchObject({ version: '1.0', status: 404, isCrlf: true })
    expect(mediaType(head)).toBe('text/html')
    expect(fieldOf(head?.fields ?? [], 'content-type')).toEqual({
      name: 'Content-type',
      value: 'Text/HTML; q=1',
      raw: '  Text/HTML; q=1',
    })
  })

  test('knows a single line that ends with LF', () => {
    expect(readHead(bytes('HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n'))?.isCrlf).toBe(false)
  })

  test('has no version where no status line comes first', () => {
    expect(readHead(bytes('--frame\r\nContent-Type: image/jpeg\r\n\r\n'))?.version).toBe('')
  })
})
