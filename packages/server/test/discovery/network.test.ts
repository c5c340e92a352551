import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { networksOf } from '../../src/discovery/network.ts'

function four(cidr: string): NetworkInterfaceInfo {
  const address = cidr.split('/')[0] ?? ''
  return { address, cidr, family: 'IPv4', netmask: '', mac: '', internal: false }
}

function six(cidr: string, scopeid = 0): NetworkInterfaceInfo {
  const address = cidr.split('/')[0] ?? ''
  return { address, cidr, family: 'IPv6', netmask: '', mac: '', internal: false, scopeid }
}

const interfaces = {
  eth0: [four('10.0.0.7/24'), six('fd00::7/64'), six('fe80::7/64', 2)],
  wlan0: [four('192.168.1.9/24'), four('169.254.3.4/16')],
  down: [],
}

function told(host: string) {
  return networksOf(host, interfaces).map(({ through, addresses }) => [through, ...addresses])
}

test('who listens on every address of IPv4 is in every network, with the addresses of each', () => {
  expect(told('0.0.0.0')).toEqual([
    ['10.0.0.7', '10.0.0.7'],
    ['192.168.1.9', '192.168.1.9', '169.254.3.4'],
  ])
})

test.skipIf(process.platform === 'win32')(
  'over IPv6 too, with no address that needs a zone',
  () => {
    expect(told('::')).toEqual([
      ['10.0.0.7', '10.0.0.7', 'fd00::7'],
      ['::%eth0', '10.0.0.7', 'fd00::7'],
      ['192.168.1.9', '192.168.1.9', '169.254.3.4'],
    ])
  },
)

test('who listens on one address is in its network alone', () => {
  expect(told('192.168.1.9')).toEqual([['192.168.1.9', '192.168.1.9']])
  expect(told('10.9.9.9')).toEqual([])
})

test.each([
  ['10.0.0.200', true],
  ['10.0.1.200', false],
  ['192.168.1.9', false],
  ['fd00::abcd', true],
  ['fe80::1%eth0', true],
  ['fe80::1%2', true],
  ['fe80::1%wlan0', false],
  ['2001:db8::1', false],
])('whether %s is a neighbour of eth0', (address, isNear) => {
  expect(networksOf('10.0.0.7', interfaces)[0]?.isNear(address)).toBe(isNear)
})

test('a network with another address is another one', () => {
  const before = networksOf('0.0.0.0', interfaces).map(({ id }) => id)
  const after = networksOf('0.0.0.0', { ...interfaces, eth0: [four('10.0.0.8/24')] })
  expect(after.map(({ id }) => id)).not.toEqual(before)
  expect(networksOf('0.0.0.0', interfaces).map(({ id }) => id)).toEqual(before)
})
