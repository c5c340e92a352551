import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readFrameMessage, writeFrameMessage } from '../../src/live/frame-message.ts'

const init = { camera: 'desk', epoch: '22fe9b8a', index: 41, capturedAt: 1_795_236_642_117 }

test('byte by byte', () => {
  const message = writeFrameMessage(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), init)
  expect([...message.subarray(0, 4)]).toEqual([1, 0, 0, 34])
  expect([...message.subarray(4, 12)]).toEqual([0, 0, 0, 0, 0, 0, 0, 41])
  const microseconds = new DataView(message.buffer).getBigUint64(12)
  expect(microseconds).toBe(1_795_236_642_117_000n)
  expect([...message.subarray(20, 22)]).toEqual([4, 8])
  expect(new TextDecoder().decode(message.subarray(22, 34))).toBe('desk22fe9b8a')
  expect([...message.subarray(34)]).toEqual([0xff, 0xd8, 0xff, 0xd9])
})

test('what is written can be read', () => {
  const text = fc.string({ maxLength: 60 })
  const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER })
  fc.assert(
    fc.property(
      fc.record({
        camera: text,
        epoch: text,
        index: whole,
        capturedAt: fc.nat({ max: 8_000_000_000_000 }),
        placeholder: fc.boolean(),
      }),
      fc.uint8Array({ maxLength: 300 }),
      (frame, jpeg) => {
        const read = readFrameMessage(writeFrameMessage(jpeg, frame))
        expect(read).toEqual({ ...frame, jpeg: Uint8Array.from(jpeg) })
      },
    ),
  )
})

test('its jpeg is a view, also where the message is a part of something larger', () => {
  const message = writeFrameMessage(Uint8Array.of(1, 2, 3), init)
  const larger = new Uint8Array(message.length + 10)
  larger.set(message, 7)
  const read = readFrameMessage(larger.subarray(7, 7 + message.length))
  expect(read).toMatchObject(init)
  expect(read?.jpeg.buffer).toBe(larger.buffer)
  expect([...(read?.jpeg ?? [])]).toEqual([1, 2, 3])
})

test('a longer header of a later version is skipped, and its flags ignored', () => {
  const message = writeFrameMessage(Uint8Array.of(9, 9, 1, 2), init)
  message[3] = 36
  message[1] = 0xfe
  expect(readFrameMessage(message)).toMatchObject({ ...init, placeholder: false })
  expect([...(readFrameMessage(message)?.jpeg ?? [])]).toEqual([1, 2])
})

test('a message of another kind is none of a frame', () => {
  expect(readFrameMessage(Uint8Array.of(2, 1, 2, 3))).toBeUndefined()
})

test('a time that is none travels as 0, and ends nothing', () => {
  for (const capturedAt of [Number.NaN, -5, Number.POSITIVE_INFINITY]) {
    const message = writeFrameMessage(new Uint8Array(1), { ...init, capturedAt })
    expect(readFrameMessage(message)?.capturedAt).toBe(0)
  }
})

test('a name that is too long is refused', () => {
  const camera = 'x'.repeat(256)
  expect(() => writeFrameMessage(new Uint8Array(1), { ...init, camera })).toThrow(RangeError)
})

describe('refused is', () => {
  test.each([
    ['nothing', 0],
    ['half a header', 10],
    ['a header without its names', 25],
  ])('%s', (_, length) => {
    const message = writeFrameMessage(Uint8Array.of(1), init).subarray(0, length)
    expect(() => readFrameMessage(message)).toThrow(
      expect.objectContaining({ code: 'INVALID_MESSAGE' }),
    )
  })

  test('a JPEG that begins within the names', () => {
    const message = writeFrameMessage(Uint8Array.of(1), init)
    message[3] = 30
    expect(() => readFrameMessage(message)).toThrow(/Expected the JPEG to begin between byte 34/)
  })

  test('or read: any bytes are one or the other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        bytes[0] = 1
        try {
          const jpeg = readFrameMessage(Uint8Array.from(bytes))?.jpeg
          expect(jpeg?.length).toBeLessThanOrEqual(bytes.length - 22)
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_MESSAGE' })
        }
      }),
    )
  })
})
