import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { authorityOf } from '../../src/http/listening.ts'
import { diary, server } from './makers.ts'
import { Wire } from './wires.ts'

function wireTo(host: string, port: number): Wire {
  return new Wire(connect({ host, port, allowHalfOpen: true }))
}

test.each(['::1', '[::1]', '::', '[::]'])('on %s it is found at [::1]', async (host) => {
  const { url, port } = await server({ host })
  expect(url).toBe(`http://[::1]:${port}/`)
  expect((await fetch(`${url}healthz`)).status).toBe(200)
})

test('on :: it is found by IPv4 as well, and the log has the address in its plain form', async () => {
  const { log, comes } = diary()
  const { port } = await server({ host: '::', log })
  const received = await wireTo('127.0.0.1', port).ask('GET /healthz HTTP/1.0').over()
  expect(received).toContain('"ok"')
  expect((await comes('request')).facts['address']).toBe('127.0.0.1')
})

test.each(['[::1]', '[::1]:8080', '[2001:DB8::7]:80'])(
  'the host %s is the address of a server',
  async (host) => {
    const { port } = await server({ host: '::1' })
    const received = await wireTo('::1', port)
      .ask('GET /healthz HTTP/1.1', `Host: ${host}`, 'Connection: close')
      .over()
    expect(received).toMatch(/^HTTP\/1\.1 200 /)
  },
)

test.each(['::1', '[::1', '[::1]x', '[fe80::1%25eth0]:80'])('the host %s is none', async (host) => {
  const { port } = await server({ host: '::1' })
  const received = await wireTo('::1', port)
    .ask('GET /healthz HTTP/1.1', `Host: ${host}`, 'Connection: close')
    .over()
  expect(received).toMatch(/^HTTP\/1\.1 400 /)
})

test('a link-local address is written as a URL has it, zone and all', () => {
  const address = { address: 'fe80::1%eth0', family: 'IPv6', port: 8080 }
  expect(authorityOf(address)).toBe('[fe80::1%25eth0]:8080')
})
