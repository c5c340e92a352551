import { describe, expect, it } from 'vitest'
import { censor, withoutCredentials } from '../../src/node/credentials.ts'

describe('withoutCredentials', () => {
  it.each([
    ['rtsp://eye:s3cret@camera/1: Connection refused', 'rtsp://camera/1: Connection refused'],
    ['a rtsp://u:p@x/ b http://v:q@y:80/ c', 'a rtsp://x/ b http://y:80/ c'],
    ['rtsp://u:p@ss@camera/', 'rtsp://camera/'],
    ['http://camera/a@b', 'http://camera/a@b'],
    ['mail me@home', 'mail me@home'],
  ])('%s', (text, shown) => {
    expect(withoutCredentials(text)).toBe(shown)
  })
})

describe('censor', () => {
  it('removes the secrets of a query wherever the URL is repeated', () => {
    const url = 'rtsp://eye:s3cret@camera/live?channel=1&password=hush'
    expect(censor(url)(`cannot open ${url}: refused`)).toBe(
      'cannot open rtsp://camera/live?channel=1&password=***: refused',
    )
  })
})
