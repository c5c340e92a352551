import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readIdentity } from '../../src/cli/certificate-files.ts'
import { identity } from '../http/identities.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'zoetrope-tls-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

/** The files of a certificate and key, and what they say. */
async function files(): Promise<{ cert: string; key: string }> {
  const at = await folder()
  const { cert, key } = await identity()
  const paths = { cert: join(at, 'cert.pem'), key: join(at, 'key.pem') }
  await writeFile(paths.cert, cert)
  await writeFile(paths.key, key)
  return paths
}

test('a certificate and its key are read', async () => {
  const { cert, key } = await readIdentity(await files())
  expect(String(cert)).toContain('BEGIN CERTIFICATE')
  expect(String(key)).toContain('BEGIN PRIVATE KEY')
})

test('what cannot be read is named, with the option it was for', async () => {
  const paths = await files()
  const missing = join(await folder(), 'none.pem')
  await expect(readIdentity({ ...paths, cert: missing })).rejects.toMatchObject({
    exitCode: 2,
    message: `cannot read ${missing}: there is no such file; --tls-cert takes a certificate in PEM form`,
  })
  const place = join(await folder(), 'folder')
  await mkdir(place)
  await expect(readIdentity({ ...paths, key: place })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/folder: it is a folder; --tls-key takes the private key/),
  })
})

test('what is no use is named by its file', async () => {
  const paths = await files()
  const other = await files()
  await expect(readIdentity({ cert: paths.key, key: paths.key })).rejects.toThrow(
    `${paths.key} is no certificate in PEM form`,
  )
  await expect(readIdentity({ cert: paths.cert, key: other.key })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(`${other.key} does not fit the certificate`),
  })
})
