import { describe, expect, test } from 'vitest'
import { layoutOf } from '../../src/client/layout.ts'
import { tinyJpeg } from '../frame/jpegs.ts'
import { bytes } from './raw-server.ts'

const jpeg = tinyJpeg()

describe('the first bytes tell, whatever the label says', () => {
  test.each([
    ['a JPEG', bytes(jpeg), 'text/plain', 'pictures'],
    ['a JPEG called multipart', bytes(jpeg), 'multipart/x-mixed-replace', 'pictures'],
    ['a delimiter', bytes('--x\r\n'), 'image/jpeg', 'parts'],
    ['an empty line and a delimiter', bytes('\r\n--x\r\n'), '', 'parts'],
    ['part headers', bytes('Content-Type: image/jpeg\r\n'), 'Multipart/X; boundary=x', 'parts'],
    ['part headers', bytes('Content-Type: image/jpeg\r\n'), '', undefined],
    ['a web page', bytes('<!doctype html><p>hello'), 'text/html', undefined],
    ['a PNG', bytes('\x89PNG\r\n\x1a\n'), 'image/png', undefined],
    ['rubbish and a JPEG', bytes('rubbish', jpeg), 'application/octet-stream', 'pictures'],
  ])('%s', (_, head, contentType, layout) => {
    expect(layoutOf(head, contentType)).toBe(layout)
  })
})

test.each([0, 1, 2])('%i bytes are too few to tell', (length) => {
  expect(layoutOf(bytes(jpeg.subarray(0, length)), 'multipart/x-mixed-replace')).toBeUndefined()
  expect(layoutOf(bytes('\r\n', jpeg.subarray(0, length)), 'image/jpeg')).toBeUndefined()
})
