import { expect, test } from 'vitest'
import {
  createPart,
  EARLY_OPENING,
  formatTimestamp,
  OPENING,
  rewritePart,
  STREAM_TYPE,
} from '../../src/multipart/part.ts'

const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)
const jpeg = Uint8Array.of(0xff, 0xd8, 1, 2, 3, 0xff, 0xd9)
const init = {
  epoch: 'a1b2',
  index: 42,
  capturedAt: 1_789_000_000_123.4568,
  width: 2,
  height: 1,
  moment: 5,
}

test('a part is headers, JPEG and the delimiter that ends it, byte by byte', () => {
  expect(text(createPart(jpeg, init).bytes)).toBe(
    'Content-Type: image/jpeg\r\nContent-Length: 7\r\nX-Timestamp: 1789000000.123457\r\n' +
      'X-Frame-Index: 42\r\nX-Frame-Epoch: a1b2\r\n\r\n' +
      '\xff\xd8\x01\x02\x03\xff\xd9\r\n--frame\r\n',
  )
})

test('a placeholder says in its header block what it stands for', () => {
  const part = createPart(jpeg, { ...init, placeholder: 'lost' })
  expect(text(part.bytes)).toContain('X-Frame-Epoch: a1b2\r\nX-Placeholder: lost\r\n\r\n\xff\xd8')
  const rewritten = rewritePart(part, { headers: 'X-More: 1\r\n', isEmpty: false })
  expect(text(rewritten)).toContain('X-Placeholder: lost\r\nX-More: 1\r\n\r\n')
})

test('the early form is JPEG, delimiter and the next header block, byte by byte', () => {
  expect(text(createPart(jpeg, init).early)).toBe(
    '\xff\xd8\x01\x02\x03\xff\xd9\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n',
  )
  expect(text(EARLY_OPENING)).toBe('--frame\r\nContent-Type: image/jpeg\r\n\r\n')
})

test('both forms and the JPEG share one memory, with nothing in it twice', () => {
  const { bytes, early, jpeg: view } = createPart(jpeg, init)
  expect(early.buffer).toBe(bytes.buffer)
  expect(view.buffer).toBe(bytes.buffer)
  expect(early.byteOffset).toBe(view.byteOffset)
  expect(bytes.buffer.byteLength).toBe(bytes.length + 'Content-Type: image/jpeg\r\n\r\n'.length)
})

test('a rewritten part has more headers, and perhaps no JPEG; the part stays as it is', () => {
  const part = createPart(jpeg, init)
  const before = text(part.bytes)
  const rest = 'X-Timestamp: 1789000000.123457\r\nX-Frame-Index: 42\r\nX-Frame-Epoch: a1b2\r\n'
  expect(text(rewritePart(part, { headers: 'X-More: 1\r\n', isEmpty: false }))).toBe(
    `Content-Type: image/jpeg\r\nContent-Length: 7\r\n${rest}X-More: 1\r\n\r\n` +
      '\xff\xd8\x01\x02\x03\xff\xd9\r\n--frame\r\n',
  )
  expect(text(rewritePart(part, { headers: '', isEmpty: true }))).toBe(
    `Content-Type: image/jpeg\r\nContent-Length: 0\r\n${rest}\r\n\r\n--frame\r\n`,
  )
  expect(text(part.bytes)).toBe(before)
})

test('the body opens with the delimiter, and the type ends with the bare boundary', () => {
  expect(text(OPENING)).toBe('--frame\r\n')
  expect(STREAM_TYPE).toBe('multipart/x-mixed-replace; boundary=frame')
})

test('the JPEG is a view of the part, and not of what the caller gave', () => {
  const part = createPart(jpeg, init)
  expect(part.jpeg).toEqual(jpeg)
  expect(part.jpeg.buffer).toBe(part.bytes.buffer)
  expect(part.jpeg.buffer).not.toBe(jpeg.buffer)
})

test('a part cannot be changed', () => {
  expect(Object.isFrozen(createPart(jpeg, init))).toBe(true)
})

test('time stamps are epoch seconds with six decimals', () => {
  expect(formatTimestamp(0)).toBe('0.000000')
  expect(formatTimestamp(1_000_000_000_000)).toBe('1000000000.000000')
  expect(formatTimestamp(1.5)).toBe('0.001500')
})
