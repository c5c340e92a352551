import { describe, expect, onTestFinished, test } from 'vitest'
import { onvifCamera } from '../../../zoetrope/test/node/onvif/camera.ts'
import { cameraCommand, discoveryTable } from '../../src/cli/discovery-table.ts'
import { paint } from '../../src/cli/paint.ts'
import { Announcement } from '../../src/discovery/announcement.ts'
import { offersOf } from '../../src/discovery/offer.ts'
import { silent } from '../../src/http/log.ts'
import { run } from './commands.ts'

const SEARCH = ['discover', '--interface', '127.0.0.1', '--timeout', '0.8']

/** The environment without a login of its own. */
function environment(variables: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, NO_COLOR: '1', ...variables }
}

describe('zoetrope discover', () => {
  test('lists cameras, and says how to get their streams', async () => {
    const camera = await onvifCamera()
    const { code, out, err } = await run(SEARCH, { env: environment() })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(`${out}`).toContain(
      `\nFront door\n  127.0.0.1, HX-200, porch\n  http://127.0.0.1:${camera.port}/onvif/device_service\n`,
    )
    expect(`${out}`).toContain('zoetrope discover --user USER --password PASSWORD')
    for (const line of `${out}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('with a login lists their streams, and the command that shows them, as JSON too', async () => {
    const camera = await onvifCamera()
    const login = { ZOETROPE_CAMERA_USER: 'eye', ZOETROPE_CAMERA_PASSWORD: 's3cret' }
    const [table, json] = await Promise.all([
      run([...SEARCH, '--user', 'eye', '--password', 's3cret'], { env: environment() }),
      run([...SEARCH, '--json'], { env: environment(login) }),
    ])
    expect(`${table.out}`).toContain(`  MainStream  H264  1920x1080  25 fps
    rtsp://127.0.0.1:554/main?a=1&b=2
    http://127.0.0.1:${camera.port}/snap.jpg
`)
    const command = "zoetrope 'rtsp://USER:PASSWORD@127.0.0.1:554/main?a=1&b=2'"
    expect(`${table.out}`).toContain(`  ${command}\n`)
    expect(`${table.out}`).not.toContain('s3cret')
    expect(JSON.parse(`${json.out}`)).toContainEqual({
      by: 'onvif',
      address: '127.0.0.1',
      id: camera.id,
      name: 'Front door',
      hardware: 'HX-200',
      location: 'porch',
      services: [`http://127.0.0.1:${camera.port}/onvif/device_service`],
      streams: [
        expect.objectContaining({ profile: 'MainStream', fps: 25 }),
        expect.objectContaining({ profile: 'Sub', encoding: 'JPEG' }),
      ],
      command,
    })
  })

  test('lists what other servers announce, ready to be used as sources', async () => {
    const place = { port: 8080, basePath: '/', isTls: false, cameras: ['front'] }
    const announcement = new Announcement({
      ...{ name: `Test ${process.pid}`, host: '127.0.0.1', log: silent },
      offers: (name) => offersOf(name, place),
    })
    onTestFinished(() => announcement.close())
    await expect.poll(() => announcement.name, { timeout: 10_000 }).toBeDefined()
    // What everybody was told a moment ago is not told again before a second is over.
    const words = [...SEARCH.slice(0, -1), '2']
    const [table, json] = await Promise.all([
      run(words, { env: environment() }),
      run([...words, '--json'], { env: environment() }),
    ])
    const url = 'http://127.0.0.1:8080/cameras/front'
    const name = `front (${announcement.name})`
    expect(`${table.out}`).toContain(`
${name}
  127.0.0.1, test-${process.pid}.local
  http://127.0.0.1:8080/
  front  JPEG
    ${url}/stream
    ${url}/snapshot.jpg
  zoetrope front=${url}/stream
`)
    expect(JSON.parse(`${json.out}`)).toContainEqual(
      expect.objectContaining({ by: 'mdns', name, command: `zoetrope front=${url}/stream` }),
    )
  })

  test('says why a camera told no streams, and lists it all the same', async () => {
    await onvifCamera()
    const words = [...SEARCH, '--user', 'eye', '--password', 'wrong']
    const { code, out } = await run(words, { env: environment() })
    expect(code).toBe(0)
    expect(`${out}`).toMatch(/^ {2}http:\S+ refuses the user and the password$/m)
    expect(`${out}`).not.toContain('wrong')
  })

  test('that finds none says what that may be due to', async () => {
    const words = ['discover', '127.0.0.3', '--timeout', '0.1']
    const { code, out } = await run(words, { env: environment() })
    expect(code).toBe(0)
    expect(`${out}`).toMatch(/^No camera answered at 127.0.0.3 within 0.1 s\.\n.*ONVIF switched on/)
    const json = await run([...words, '--json'], { env: environment() })
    expect(JSON.parse(`${json.out}`)).toEqual([])
  })

  test.each([
    [['--user', 'eye'], 2, '--password or ZOETROPE_CAMERA_PASSWORD is missing'],
    [['--password', 'x'], 2, '--user or ZOETROPE_CAMERA_USER is missing'],
    [['--timeout', 'soon'], 2, 'seconds from 0.1 to 3600'],
    [['--interface', '192.0.2.200'], 1, 'There is no network in which to look for cameras'],
  ])('%s is refused with words', async (options, exitCode, words) => {
    const { code, err } = await run(['discover', ...options], { env: environment() })
    expect({ code, err }).toEqual({ code: exitCode, err: expect.stringContaining(words) })
  })
})

describe('a table', () => {
  const camera = {
    ...{ by: 'onvif' as const, id: 'x', address: '10.0.0.7', services: [] },
    ...{ name: undefined, hardware: undefined, location: undefined },
  }
  const snapshots = {
    ...{ profile: 'p', encoding: 'JPEG', width: undefined, height: undefined, fps: undefined },
    ...{ streamUrl: undefined, snapshotUrl: 'http://10.0.0.7/snap.jpg' },
  }

  test('of a camera that tells nothing has its address', () => {
    expect(discoveryTable([camera], { paint: paint(false), isAsked: true })).toBe(
      '\n10.0.0.7\n  10.0.0.7\n',
    )
    expect(cameraCommand(camera)).toBeUndefined()
  })

  test('asks for no login where none is wanted, and leaves out a name that no camera may have', () => {
    const found = { ...camera, by: 'mdns' as const }
    const stream = { ...snapshots, streamUrl: 'http://10.0.0.7/cam?a=1' }
    const named = (profile: string) =>
      cameraCommand({ ...found, streams: [{ ...stream, profile }] })
    expect(named('front')).toBe("zoetrope 'front=http://10.0.0.7/cam?a=1'")
    expect(named('Front door')).toBe("zoetrope 'http://10.0.0.7/cam?a=1'")
    expect(named('stream')).toBe("zoetrope 'http://10.0.0.7/cam?a=1'")
    const table = discoveryTable([found], { paint: paint(false), isAsked: false })
    expect(table).not.toContain('--password')
  })

  test('names the snapshot where there is no stream', () => {
    expect(cameraCommand({ ...camera, streams: [snapshots] })).toBe(
      'zoetrope http://USER:PASSWORD@10.0.0.7/snap.jpg',
    )
  })
})
