/**
 * The camera source against real V4L2 devices, in a guest that has them: one boot for all of it.
 *
 * @module
 */
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JpegSplitter } from '../../packages/zoetrope/src/frame/split.ts'
import { needs, tool } from '../needs.ts'

/** What guest.mjs saw of one capture. */
interface Capture {
  notes: string[]
  interval: number
  frames: number
  broken: number
  sizes: string[]
  rate: number
  cpu: number
  hashes: string[]
}

interface Report {
  devices: { path: string; name: string; driver: string; formats: { fourcc: string }[] }[]
  copied: Capture
  encoded: Capture
  slow: Capture
  slowDevice: number
}

const FRAMES = 90
/** The first use of the tool on a machine installs and builds what it needs. */
const PATIENCE = 15 * 60_000

const vm = tool('v4l2-vm')
const repository = fileURLToPath(new URL('../..', import.meta.url))

/** Three seconds of MJPEG, every frame different: what the camera in the guest gives. */
async function clip(folder: string): Promise<{ path: string; hashes: string[] }> {
  const path = join(folder, 'clip.mkv')
  const input = ['-f', 'lavfi', '-i', 'testsrc2=size=640x480:rate=30', '-frames:v', `${FRAMES}`]
  execFileSync('ffmpeg', ['-v', 'error', ...input, '-c:v', 'mjpeg', '-q:v', '5', path])
  const copy = ['-v', 'error', '-i', path, '-c', 'copy', '-f', 'mjpeg', '-']
  const raw = execFileSync('ffmpeg', copy, { maxBuffer: 64 * 1024 * 1024 })
  const jpegs = new JpegSplitter().push(new Uint8Array(raw))
  return { path, hashes: jpegs.map((jpeg) => createHash('sha256').update(jpeg).digest('hex')) }
}

async function runGuest(program: string, folder: string, path: string): Promise<Report> {
  const built = join(repository, 'packages/zoetrope/dist/node/index.js')
  if (!existsSync(built)) throw new Error('The package is not built; run npm run build')
  const script = fileURLToPath(new URL('./guest.mjs', import.meta.url))
  const command = [process.execPath, script, path, '/dev/video0', '/dev/video10']
  const { stdout } = await promisify(execFile)(
    program,
    ['--quiet', '--no-feed', '--rw', folder, '--timeout', '300', '--', ...command],
    { maxBuffer: 16 * 1024 * 1024 },
  )
  // What JSON.parse gives is what the script beside this file writes.
  return JSON.parse(stdout) as Report
}

describe.skipIf(!vm || !needs('ffmpeg'))('a camera of this machine', () => {
  let folder = ''
  let known: string[] = []
  let report: Report

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoetrope-v4l2-'))
    const { path, hashes } = await clip(folder)
    known = hashes
    report = await runGuest(vm ?? '', folder, path)
    const figures = Object.entries(report).map(([name, value]) =>
      typeof value === 'object' && 'rate' in value
        ? `${name}: ${value.notes[0]}; ${value.rate.toFixed(2)} fps, ffmpeg took ${(100 * value.cpu).toFixed(0)} % of a (virtual) core`
        : '',
    )
    console.info(figures.filter(Boolean).join('\n'))
  }, PATIENCE)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is listed with its driver and formats', () => {
    expect(report.devices).toMatchObject([
      { path: '/dev/video0', driver: 'vivid', name: 'vivid' },
      { path: '/dev/video10', driver: 'v4l2 loopback', formats: [{ fourcc: 'MJPG' }] },
    ])
    expect(report.devices[0]?.formats.length).toBeGreaterThan(10)
  })

  it('that makes JPEGs is copied byte for byte, in order', () => {
    const { hashes, broken, sizes, notes, interval } = report.copied
    expect(known).toHaveLength(FRAMES)
    expect(new Set(known).size).toBe(FRAMES)
    const places = hashes.map((hash) => known.indexOf(hash))
    expect(places).not.toContain(-1)
    // One after the other, over and over; where the emulated camera skipped some, a few further on.
    const steps = places.slice(1).map((place, at) => (place - (places[at] ?? 0) + FRAMES) % FRAMES)
    expect(Math.min(...steps)).toBeGreaterThan(0)
    expect(Math.max(...steps)).toBeLessThan(FRAMES / 2)
    expect({ broken, sizes }).toEqual({ broken: 0, sizes: ['640x480'] })
    expect(notes).toEqual([
      expect.stringMatching(/^\/dev\/video10 .* MJPG 640x480 at 30 fps, copied$/),
    ])
    expect(interval).toBeCloseTo(1000 / 30)
  })

  it('that makes JPEGs is shown at its own rate', () => {
    expect(Math.abs(report.copied.rate / 30 - 1)).toBeLessThan(0.1)
  })

  it('that gives raw pictures is encoded, in the largest size that moves smoothly', () => {
    const { broken, sizes, notes, frames, hashes } = report.encoded
    expect({ broken, sizes }).toEqual({ broken: 0, sizes: ['640x480'] })
    expect(notes).toEqual(['/dev/video0 (vivid): YUYV 640x480 at 25 fps, encoded to JPEG'])
    // The test picture moves: no frame comes twice.
    expect(new Set(hashes).size).toBe(frames)
  })

  it('that gives raw pictures is encoded at its own rate', () => {
    const { broken, sizes, notes, rate } = report.slow
    expect({ broken, sizes }).toEqual({ broken: 0, sizes: ['320x180'] })
    expect(notes).toEqual(['/dev/video0 (vivid): YUYV 320x180 at 10 fps, encoded to JPEG'])
    // A size and rate that an emulated processor can encode. v4l2-ctl says what the device gives.
    expect(Math.abs(report.slowDevice / 10 - 1)).toBeLessThan(0.1)
    expect(Math.abs(rate / report.slowDevice - 1)).toBeLessThan(0.1)
  })
})
