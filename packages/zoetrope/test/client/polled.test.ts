import { describe, expect, test } from 'vitest'
import { PolledPicture } from '../../src/client/polled.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

const [one, two] = [tinyJpeg({ shade: 10 }), tinyJpeg({ shade: 20 })]

function answer(headers: Record<string, string>): Response {
  return new Response(null, { headers })
}

/** A picture whose clock stands still until it is moved. */
function polled() {
  const clock = { time: 0, now: () => clock.time }
  return { clock, picture: new PolledPicture(clock) }
}

describe('a server that says that nothing is new', () => {
  test('is believed for half a minute after each picture, and then asked without a condition', () => {
    const { clock, picture } = polled()
    const known = { 'if-none-match': '"a"' }
    picture.isNew(one)
    picture.answered(answer({ etag: '"a"' }))
    clock.time = 29_999
    expect(picture.conditions).toEqual(known)
    clock.time = 30_000
    expect(picture.conditions).toEqual({})
    picture.isNew(one)
    picture.answered(answer({ etag: '"a"' }))
    expect(picture.conditions).toEqual(known)
  })

  test.each([
    ['ETag', { etag: '"always"' }],
    [
      'Last-Modified',
      {
        'last-modified': 'Tue, 14 Oct 2025 10:00:00 GMT',
        date: 'Tue, 14 Oct 2025 11:00:00 GMT',
      },
    ],
  ])('is never believed again when another picture has the same %s', (_, headers) => {
    const { clock, picture } = polled()
    picture.isNew(one)
    picture.answered(answer(headers))
    expect(picture.conditions).not.toEqual({})
    clock.time = 30_000
    picture.isNew(two)
    picture.answered(answer(headers))
    expect(picture.conditions).toEqual({})
  })

  test('is believed on when another picture has another ETag, and the same time', () => {
    const { picture } = polled()
    const date = 'Tue, 14 Oct 2025 11:00:00 GMT'
    const modified = 'Tue, 14 Oct 2025 10:00:00 GMT'
    picture.isNew(one)
    picture.answered(answer({ etag: '"a"', 'last-modified': modified, date }))
    picture.isNew(two)
    picture.answered(answer({ etag: '"b"', 'last-modified': modified, date }))
    expect(picture.conditions).toEqual({ 'if-none-match': '"b"', 'if-modified-since': modified })
  })
})
