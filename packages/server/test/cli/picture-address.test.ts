import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { pictureAddress, snapshotBeside } from '../../src/cli/picture-address.ts'

describe('the snapshot that belongs to a page', () => {
  test.each([
    ['http://pi:8080', 'http://pi:8080/snapshot.jpg'],
    ['http://pi/webcam/', 'http://pi/webcam/snapshot.jpg'],
    ['http://pi/cameras/front', 'http://pi/cameras/front/snapshot.jpg'],
    ['http://pi/cameras/front/', 'http://pi/cameras/front/snapshot.jpg'],
    ['http://pi/cameras/front/viewer', 'http://pi/cameras/front/snapshot.jpg'],
  ])('of %s is %s', (page, picture) => {
    expect(snapshotBeside(page)).toBe(picture)
  })

  test.each(['http://pi/stream', 'http://pi/a.jpg', '/dev/video0', 'rtsp://pi/', 'http://u:p@pi/'])(
    'there is none for %s',
    (source) => expect(snapshotBeside(source)).toBeUndefined(),
  )
})

test.each([
  ['text/html; charset=utf-8', 'snapshot.jpg'],
  ['multipart/x-mixed-replace; boundary=frame', ''],
])('a server that answers its root with %s is asked there for "%s"', async (type, rest) => {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': type }).end(),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is never a path.
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/`
  expect(await pictureAddress(url)).toBe(`${url}${rest}`)
  server.closeAllConnections()
  server.close()
})
