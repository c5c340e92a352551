import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lanAddresses } from '../../src/cli/addresses.ts'
import { type Certificate, certificateOf, namesFor } from '../../src/cli/certificate.ts'
import { identity, type Whim } from '../http/identities.ts'

const AUDIENCE = { host: '127.0.0.1', hosts: [] }

/** The certificate of files like these. */
async function found(whim: Whim): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-tls-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const { cert, key } = await identity(whim)
  await writeFile(paths.cert, cert)
  await writeFile(paths.key, key)
  return certificateOf(paths, AUDIENCE)
}

test('a certificate tells its fingerprint and its end', async () => {
  const { fingerprint, expires, isSelfSigned, remark } = await found({ until: 3_600_000 })
  expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  expect(expires.getTime()).toBeGreaterThan(Date.now())
  expect([isSelfSigned, remark]).toEqual([false, undefined])
})

test('one that has expired serves on, with a remark', async () => {
  const { remark } = await found({ until: -3_600_000 })
  expect(remark).toMatch(/^the certificate expired on \d{4}-\d\d-\d\d$/)
})

describe('a certificate of its own making', () => {
  test('is for this machine by all its names, and for those it is called by', () => {
    const { wished } = namesFor({ host: '127.0.0.1', hosts: ['cam.example', '*'] }, 'pi')
    const local = ['localhost', '127.0.0.1', '::1', 'pi', 'cam.example']
    expect(wished).toEqual([...local, ...lanAddresses('::')])
  })

  test('on loopback does not depend on the network', () => {
    expect(namesFor(AUDIENCE, 'pi').needed).toEqual(['localhost'])
  })

  test('on one address must have that address', () => {
    const { wished, needed } = namesFor({ host: 'fe80::7%eth0', hosts: [] }, 'pi')
    expect(needed).toEqual(['localhost', 'fe80::7'])
    expect(wished).toContain('fe80::7')
  })

  test('on all addresses must have those of IPv4: others change by the day', () => {
    const { needed } = namesFor({ host: '::', hosts: ['*.example.org'] }, 'pi')
    expect(needed).toEqual(['localhost', '*.example.org', ...lanAddresses('0.0.0.0')])
  })

  test('leaves out a name that a certificate cannot have', () => {
    const { wished, needed } = namesFor({ host: '127.0.0.1', hosts: ['kü.example'] }, 'my pi')
    expect([...wished, ...needed].filter((name) => /[^\w.:*-]/.test(name))).toEqual([])
  })
})
