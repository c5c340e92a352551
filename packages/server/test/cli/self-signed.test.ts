import { X509Certificate } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { issue, selfSigned, stateFolder } from '../../src/cli/self-signed.ts'
import { flawOf, type Identity } from '../../src/http/identity.ts'
import { identity } from '../http/identities.ts'

const NAMES = { wished: ['localhost', '127.0.0.1', '::1', 'pi'], needed: ['localhost'] }
const DAY = 86_400_000

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'zoetrope-state-'))
  onTestFinished(() => rm(path, { recursive: true }))
  // One that is not there yet, as on a new machine.
  return join(path, 'state', 'zoetrope')
}

function read({ cert }: Identity): X509Certificate {
  return new X509Certificate(cert)
}

describe('a certificate of its own making', () => {
  test('has every name, and a key of the kind browsers like best', async () => {
    const made = await issue(['localhost', '*.example.org', '127.0.0.1', '::1', 'fd00::2'])
    expect(flawOf(made)).toBeUndefined()
    const certificate = read(made)
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkHost('a.example.org')).toBe('*.example.org')
    for (const address of ['127.0.0.1', '::1', 'fd00::2']) {
      expect(certificate.checkIP(address)).toBe(address)
    }
    expect(certificate.checkHost('example.com')).toBeUndefined()
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
  })

  test('is good for a year and some, and from before now', async () => {
    const { validFrom, validTo } = read(await issue(['localhost']))
    const [from, to] = [Date.parse(validFrom), Date.parse(validTo)]
    expect(from).toBeLessThan(Date.now())
    expect(to).toBeGreaterThan(Date.now() + 365 * DAY)
    // Apple's systems refuse what is good for more than 825 days, other rules say 398.
    expect(to - from).toBeLessThanOrEqual(398 * DAY)
  })
})

describe('at the next start', () => {
  test('it is the same one, so that browsers need no second leave', async () => {
    const at = await folder()
    const first = await selfSigned(NAMES, at)
    const second = await selfSigned(NAMES, at)
    expect(read(second.identity).fingerprint256).toBe(read(first.identity).fingerprint256)
    expect(first.obstacle).toBeUndefined()
  })

  test.skipIf(process.platform === 'win32')('nobody else has read its key', async () => {
    const at = await folder()
    await selfSigned(NAMES, at)
    expect((await readdir(at)).sort()).toEqual([
      'self-signed-certificate.pem',
      'self-signed-key.pem',
    ])
    expect((await stat(join(at, 'self-signed-key.pem'))).mode & 0o777).toBe(0o600)
    expect((await stat(at)).mode & 0o777).toBe(0o700)
  })

  test.each([
    ['lacks a name', { ...NAMES, needed: ['localhost', 'attic'] }],
    ['lacks an address', { ...NAMES, needed: ['192.0.2.1'] }],
  ])('it is another one if the kept one %s', async (_what, names) => {
    const at = await folder()
    const first = await selfSigned(NAMES, at)
    const second = await selfSigned({ ...names, wished: names.needed }, at)
    expect(read(second.identity).fingerprint256).not.toBe(read(first.identity).fingerprint256)
    const third = await selfSigned(names, at)
    expect(read(third.identity).fingerprint256).toBe(read(second.identity).fingerprint256)
  })

  test.each([
    ['has expired', { until: -1000 }],
    ['is about to', { until: 20 * DAY }],
  ])('it is another one if the kept one %s', async (_what, whim) => {
    const at = await folder()
    await selfSigned(NAMES, at)
    const old = await identity(whim)
    await writeFile(join(at, 'self-signed-certificate.pem'), old.cert)
    await writeFile(join(at, 'self-signed-key.pem'), old.key)
    const { identity: found } = await selfSigned(NAMES, at)
    expect(read(found).fingerprint256).not.toBe(read(old).fingerprint256)
  })

  test('it is another one if what was kept is no use', async () => {
    const at = await folder()
    await selfSigned(NAMES, at)
    await writeFile(join(at, 'self-signed-key.pem'), (await identity()).key)
    const { identity: found } = await selfSigned(NAMES, at)
    expect(flawOf(found)).toBeUndefined()
    expect(flawOf((await selfSigned(NAMES, at)).identity)).toBeUndefined()
  })

  test('where nothing can be kept, it serves all the same, and says why', async () => {
    const at = join(tmpdir(), `zoetrope-file-${process.pid}`)
    await writeFile(at, '')
    onTestFinished(() => rm(at))
    const { identity: found, obstacle } = await selfSigned(NAMES, join(at, 'zoetrope'))
    expect(flawOf(found)).toBeUndefined()
    expect(obstacle).toContain(at)
  })
})

test('it is kept where programs keep such things', () => {
  expect(stateFolder({ XDG_STATE_HOME: '/var/lib' })).toBe('/var/lib/zoetrope')
  const usual = join(homedir(), '.local', 'state', 'zoetrope')
  expect(stateFolder({})).toBe(usual)
  expect(stateFolder({ XDG_STATE_HOME: 'not/absolute' })).toBe(usual)
})
