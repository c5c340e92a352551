import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { certificateIn, flawOf } from '../../src/http/identity.ts'
import { identity } from './identities.ts'

test('a certificate with its key has no flaw, authorities behind it or not', async () => {
  const [own, authority] = [await identity(), await identity({ keyType: 'rsa' })]
  expect(flawOf(own)).toBeUndefined()
  expect(flawOf({ ...own, cert: own.cert + authority.cert })).toBeUndefined()
})

test('one that has expired has none either: the clock may be wrong', async () => {
  expect(flawOf(await identity({ until: -1000 }))).toBeUndefined()
})

test.each(['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
  '%j is no certificate',
  async (cert) => {
    const { key } = await identity()
    expect(flawOf({ cert, key })).toMatchObject({
      part: 'cert',
      text: expect.stringContaining('is no certificate in PEM form'),
    })
  },
)

test('a certificate in DER form is none', async () => {
  const { cert, key } = await identity()
  expect(flawOf({ cert: new X509Certificate(cert).raw, key })?.part).toBe('cert')
})

test('where certificate and key are swapped, it is said of the certificate', async () => {
  const { cert, key } = await identity()
  expect(flawOf({ cert: key, key: cert })?.part).toBe('cert')
})

test('what is no key is said to be none', async () => {
  const { cert } = await identity()
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const half = String(publicKey.export({ type: 'spki', format: 'pem' }))
  for (const key of ['', cert, half]) {
    expect(flawOf({ cert, key })?.text).toContain('is no private key in PEM form')
  }
})

test('a key with a passphrase is no use, and the way out is told', async () => {
  const flaw = flawOf(await identity({ passphrase: 'secret' }))
  expect(flaw).toMatchObject({ part: 'key', text: expect.stringContaining('openssl pkey') })
})

test.each(['ec', 'rsa'] as const)(
  'the key of another certificate (%s) does not fit',
  async (kind) => {
    const { cert } = await identity()
    const { key } = await identity({ keyType: kind })
    expect(flawOf({ cert, key })).toMatchObject({
      part: 'key',
      text: expect.stringContaining('does not fit the certificate'),
    })
  },
)

test('a key too short for TLS is refused with the words of OpenSSL', async () => {
  const { cert, key } = await identity({ keyType: 'rsa', bits: 512 })
  expect(flawOf({ cert, key })?.text).toContain('is not accepted by OpenSSL')
})

test('the first certificate of a file is the one that is meant', async () => {
  const [one, other] = [await identity({ name: 'one' }), await identity({ name: 'other' })]
  expect(certificateIn(one.cert + other.cert)?.subject).toBe('CN=one')
  expect(certificateIn(one.key)).toBeUndefined()
})
