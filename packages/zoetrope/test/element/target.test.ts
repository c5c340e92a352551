import { expect, test } from 'vitest'
import { targetOf } from '../../src/element/target.ts'

const page = 'https://home.example/garden/index.html'

/** `live` and its camera, and the stream. */
function read(src: string, camera = ''): (string | undefined)[] {
  const target = targetOf(src, camera, page)
  return [target?.live?.url, target?.live?.camera, target?.stream]
}

test.each([
  '/cameras/desk',
  '/cameras/desk/',
  '/cameras/desk/stream',
  '/cameras/desk/stream.mjpg',
  '/cameras/desk/viewer',
  '/cameras/desk/snapshot.jpg#now',
  '/live?camera=desk',
])('%s is a camera of a Zoetrope server', (src) => {
  expect(read(src)).toEqual([
    'wss://home.example/live',
    'desk',
    'https://home.example/cameras/desk/stream',
  ])
})

test.each([
  '/webcam',
  '/webcam/',
  '/webcam/live',
  '/webcam/stream',
  '/webcam/cameras/door',
  'wss://home.example/webcam/live',
])('%s and a name are that camera, below the path', (src) => {
  expect(read(src, 'desk')).toEqual([
    'wss://home.example/webcam/live',
    'desk',
    'https://home.example/webcam/cameras/desk/stream',
  ])
})

test('what a query has beside the camera is kept', () => {
  expect(read('http://cam.example:8080/live?camera=desk&token=abc')).toEqual([
    'ws://cam.example:8080/live?token=abc',
    'desk',
    'http://cam.example:8080/cameras/desk/stream?token=abc',
  ])
})

test.each([
  'http://octopi.local/webcam/?action=stream',
  'http://esp32.local:81/stream',
  'https://home.example/live',
  'https://home.example/video.mjpg',
])('%s is the stream of any server', (src) => {
  expect(read(src)).toEqual([undefined, undefined, src])
})

test.each(['ftp://home.example/cameras/desk', 'http://', 'blob:https://home.example/1234'])(
  '%s is none',
  (src) => {
    expect(targetOf(src, '', page)).toBeUndefined()
  },
)

test('a name is decoded once, and one that cannot be is taken as it is', () => {
  expect(read('/cameras/a%2520b')).toContain('a%20b')
  expect(read('/cameras/100%25%')[1]).toBe('100%25%')
})
