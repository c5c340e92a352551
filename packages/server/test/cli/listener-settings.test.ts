import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseConfiguration } from '../../src/cli/configuration-file.ts'
import { type Settings, settingsOf } from '../../src/cli/settings.ts'
import { run, start } from './commands.ts'

function settings(text: string): Settings {
  const configuration = parseConfiguration(text, 'site.yaml', {})
  return settingsOf([], {}, { configuration, folder: '.' })
}

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'site.yaml'), text)
  return join(folder, 'site.yaml')
}

/** A port that some other program has. */
async function takenPort(): Promise<number> {
  const other = createServer()
  onTestFinished(() => void other.close())
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  return (other.address() as AddressInfo).port // A TCP server's address is never a path.
}

test('whoever says nothing imitates no server on a port of its own', () => {
  expect(Object.values(settings('cameras: {}').listeners)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('the file says where each of them is, and leaves those at the root as they are', () => {
  const { listeners, compat } = settings(`
server:
  compat:
    go2rtc: false
    esp32: { port: 8081, streamPort: 81, camera: front }
    motion: { port: 0, host: "::1" }
cameras: { front: "pattern:", back: "pattern:" }
`)
  expect(listeners.esp32).toEqual({ port: 8081, streamPort: 81, camera: 'front' })
  expect(listeners['camera-streamer']).toBeUndefined()
  expect(listeners.motion).toEqual({ port: 0, host: '::1' })
  expect(compat).not.toContain('go2rtc')
  expect(compat).toContain('ustreamer')
})

test.each([
  ['esp32: true', 'esp32: expected settings (port, host, camera, streamPort), got true'],
  ['esp32: {}', 'esp32.port: expected a port from 0 to 65535'],
  ['motion: { port: 99999 }', 'motion.port: expected a port from 0 to 65535'],
  ['motion: { port: 1, streamPort: 81 }', 'motion.streamPort is not a known key'],
  ['motion: { port: 1, host: "a\\nb" }', 'motion.host: expected an address or a host name'],
  ['motion: { port: 1, host: "$x" }', 'motion.host: expected an address or a host name'],
  ['camera-streamer: { port: 1, camera: "" }', "camera: expected a camera's name"],
  ['esp-32: { port: 1 }', 'did you mean esp32?'],
])('%s is refused in words', (line, words) => {
  expect(() => settings(`server: { compat: { ${line} } }`)).toThrow(words)
})

test('a camera that is none is refused, unless publishers may make it', () => {
  const compat = 'compat: { esp32: { port: 0, camera: attic } }'
  const cameras = 'cameras: { front: "pattern:" }'
  expect(() => settings(`server: { ${compat} }\n${cameras}`)).toThrow(
    'server.compat.esp32.camera: there is no camera "attic"; there are: front',
  )
  const made = settings(`server: { ${compat}, push: { create: true } }\n${cameras}`)
  expect(made.listeners.esp32?.camera).toBe('attic')
})

test('the command answers on the ports it tells of', async () => {
  const config = await file(`
server: { port: 0, compat: { esp32: { port: 0, streamPort: 0 }, motion: { port: 0 } } }
cameras: { front: "pattern:" }
`)
  const server = start(['--config', config])
  const { listeners } = await server.entry({ msg: 'listening' })
  const told = listeners as { name: string; url: string; port: number }[] // as the log writes it
  expect(told.map(({ name }) => name)).toEqual(['esp32', 'esp32', 'motion'])
  const paths = ['capture', 'capture', '1/current']
  for (const [place, { url }] of told.entries()) {
    const response = await fetch(`${url}${paths[place]}`)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
  }
  server.child.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
})

test('a port that is taken is told with what to change', async () => {
  const port = await takenPort()
  const config = await file(`server: { port: 0, compat: { motion: { port: ${port} } } }\n`)
  const { code, err } = await run(['--config', config, 'pattern:'])
  expect(code).toBe(1)
  expect(err).toMatch(
    new RegExp(
      `port ${port}, for motion, is taken.*; choose another in server\\.compat\\.motion of the configuration file`,
    ),
  )
})

test('one port for two is told with both', async () => {
  const config = await file(
    'server: { compat: { esp32: { port: 4711 }, motion: { port: 4711 } } }\n',
  )
  const { code, err } = await run(['--config', config, 'pattern:'])
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('Expected each port to be another, got 4711 for esp32 and for motion'),
  ])
})

test('consent that lets others reach such a port alone is no consent for nothing', async () => {
  const near = 'server: { port: 0, open: true, compat: { motion: { port: 0 } } }'
  const far = near.replace('motion: { port: 0', 'motion: { port: 0, host: 0.0.0.0')
  const remarked = async (text: string): Promise<boolean> => {
    const server = start(['--config', await file(text), '--open', 'pattern:'])
    await server.entry({ msg: 'listening' })
    server.child.kill('SIGTERM')
    return (await server.ended).err.includes('only this machine can watch')
  }
  expect(await Promise.all([near, far].map(remarked))).toEqual([true, false])
})
