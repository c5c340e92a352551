/**
 * Controls of a real V4L2 device, in a guest that has one: changed over HTTP and seen by v4l2-ctl.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needs, tool } from '../needs.ts'

type Values = Readonly<Record<string, number | boolean | string | null>>

/** What guest-controls.mjs saw. */
interface Report {
  fresh: Values
  idle: { state: string; count: number; brightness: unknown }
  configured: Values
  warnings: { msg: string; camera: string; level: string }[]
  set: { status: number; state: string; values: Values }
  device: Values
  commanded: Readonly<Record<string, { status: number; device: Values }>>
  told: Values
  refused: { status: number; code: string; detail: string; now: Values }
  unknown: string
  inactive: boolean
  governed: { status: number; detail: string }
  freed: number
  gone: { status: number; code: string; state: string }
  back: { after: number; ended: boolean }
  restored: Values
  kept: { name: string; value: unknown; from: string }[]
}

/** The first use of the tool on a machine installs and builds what it needs. */
const PATIENCE = 15 * 60_000

const vm = tool('v4l2-vm')
const script = fileURLToPath(new URL('./guest-controls.mjs', import.meta.url))
const server = fileURLToPath(new URL('../../packages/server', import.meta.url))

async function runGuest(program: string, folder: string): Promise<Report> {
  if (!existsSync(join(server, 'dist/cli/main.js'))) {
    throw new Error('The command is not built; run npm run build')
  }
  const command = join(server, 'bin/zoetrope.js')
  const words = [script, command, '/dev/video0', 'vivid', 'vivid.0', folder]
  const { stdout } = await promisify(execFile)(
    program,
    ['--quiet', '--no-feed', '--rw', folder, '--timeout', '300', '--', process.execPath, ...words],
    { maxBuffer: 16 * 1024 * 1024 },
  )
  // What JSON.parse gives is what the script beside this file writes.
  return JSON.parse(stdout) as Report
}

describe.skipIf(!vm || !needs('ffmpeg', 'v4l2-ctl'))('the controls of a camera', () => {
  let folder = ''
  let seen: Report

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoetrope-controls-'))
    seen = await runGuest(vm ?? '', folder)
    console.info(`live again ${seen.back.after} ms after the device is back`)
  }, PATIENCE)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('are listed while nobody looks, which starts nothing', () => {
    expect(seen.idle.state).toBe('idle')
    expect(seen.idle.count).toBeGreaterThan(40)
    expect(seen.idle.brightness).toMatchObject({
      ...{ type: 'integer', min: 0, max: 255, step: 1, default: 128, value: 128 },
      kept: 'configuration',
    })
  })

  it('are set as configured when it is opened, automatics before what they free', () => {
    expect(seen.fresh).toMatchObject({ brightness: 128, gain_automatic: 1, test_pattern: 0 })
    expect(seen.configured).toEqual({
      ...{ brightness: 10, gain_automatic: 0, gain: 77, test_pattern: 7 },
    })
  })

  it('that are configured wrongly are warnings that say what would be right', () => {
    const told = seen.warnings.map(({ camera, level, msg }) => ({ camera, level, msg }))
    expect(told).toContainEqual({
      ...{ camera: 'front', level: 'warn' },
      msg: 'Expected contrast to be a whole number from 0 to 255, got 999',
    })
    expect(told).toContainEqual({
      ...{ camera: 'front', level: 'warn' },
      msg: expect.stringMatching(
        /^Expected britness to be a control of this camera \(brightness, /,
      ),
    })
  })

  it('are set over HTTP while it streams, and the device has them', () => {
    expect(seen.set).toMatchObject({
      ...{ status: 200, state: 'live' },
      values: { horizontal_movement: 1, saturation: 200, brightness: 20 },
    })
    expect(seen.device).toEqual({ horizontal_movement: 1, saturation: 200, brightness: 20 })
  })

  it('are set by the commands of mjpg-streamer, of an ESP32 and of camera-streamer', () => {
    expect(seen.commanded).toEqual({
      'mjpg-streamer': { status: 200, device: { hue: 25 } },
      mirrored: { status: 200, device: { horizontal_flip: 1 } },
      most: { status: 200, device: { saturation: 255 } },
      option: { status: 200, device: { saturation: 200 } },
    })
    // As an ESP32 tells them: -2 to 2, and the range of this camera is 0 to 255.
    expect(seen.told).toMatchObject({ hmirror: 1, saturation: 1, brightness: -2 })
  })

  it('are not set at all where one is out of range, or there is no such control', () => {
    expect(seen.refused).toMatchObject({
      ...{ status: 400, code: 'INVALID_PARAMETER' },
      detail: 'Expected saturation to be a whole number from 0 to 255, got 256',
      now: { brightness: 20, saturation: 200 },
    })
    expect(seen.unknown).toContain('a control of this camera (brightness, contrast, saturation')
  })

  it('that an automatic governs say so, and are set together with it', () => {
    expect(seen.inactive).toBe(true)
    expect(seen.governed).toMatchObject({
      status: 400,
      detail: expect.stringContaining('Expected gain to be active'),
    })
    expect(seen.freed).toBe(5)
  })

  it('of a device that is gone are a 503 with the camera’s state', () => {
    expect(seen.gone).toMatchObject({ status: 503, code: 'CONTROLS_UNAVAILABLE' })
    expect(['lost', 'stalled']).toContain(seen.gone.state)
  })

  it('are restored when it is back, those of the configuration and those of requests', () => {
    expect(seen.restored).toEqual({
      ...{ brightness: 20, saturation: 200, gain: 5, gain_automatic: 0, test_pattern: 7 },
    })
    expect(seen.back.ended).toBe(false)
    const kept = Object.fromEntries(seen.kept.map(({ name, from }) => [name, from]))
    expect(kept).toMatchObject({
      ...{ test_pattern: 'configuration', contrast: 'configuration' },
      ...{ brightness: 'request', saturation: 'request', gain: 'request' },
    })
  })
})
