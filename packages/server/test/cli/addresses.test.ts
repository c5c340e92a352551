import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { inUrl, isLoopback, lanAddresses } from '../../src/cli/addresses.ts'

const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  family: 'IPv4',
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: null,
})
const v6 = (address: string): NetworkInterfaceInfo => ({
  address,
  internal: false,
  family: 'IPv6',
  netmask: 'ffff::',
  mac: '00:00:00:00:00:00',
  cidr: null,
  scopeid: 0,
})

const machine = {
  lo: [v4('127.0.0.1', true)],
  eth0: [v6('fe80::1'), v6('fd00::7'), v4('192.168.1.20')],
  docker0: [v4('172.17.0.1')],
  wlan0: [v4('169.254.3.4'), v4('10.0.0.3')],
}

describe('loopback', () => {
  test.each([
    'localhost',
    'LOCALHOST',
    '127.0.0.1',
    '127.1.2.3',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
  ])('%s is reached by this machine only', (host) => expect(isLoopback(host)).toBe(true))

  test.each(['0.0.0.0', '::', '192.168.1.20', 'pi.local', '127.evil.example', '128.0.0.1'])(
    '%s may be reached by others',
    (host) => expect(isLoopback(host)).toBe(false),
  )
})

describe('addresses for others', () => {
  test('all of IPv4, without containers and addresses that lead nowhere', () => {
    expect(lanAddresses('0.0.0.0', machine)).toEqual(['192.168.1.20', '10.0.0.3'])
  })

  test('of IPv6 too where that is listened to', () => {
    expect(lanAddresses('::', machine)).toEqual(['192.168.1.20', '10.0.0.3', 'fd00::7'])
  })

  test('just the one that is listened to', () => {
    expect(lanAddresses('192.168.1.20', machine)).toEqual(['192.168.1.20'])
    expect(lanAddresses('127.0.0.1', machine)).toEqual([])
  })

  test('an IPv6 address stands in brackets in a URL', () => {
    expect([inUrl('::1'), inUrl('[::1]'), inUrl('10.0.0.3')]).toEqual([
      '[::1]',
      '[::1]',
      '10.0.0.3',
    ])
    expect(inUrl('fe80::1%eth0')).toBe('[fe80::1%25eth0]')
  })
})
