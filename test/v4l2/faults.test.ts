/**
 * Cameras that are unplugged, break, fall silent and come back, on real V4L2 devices in a guest that
 * has them, with twenty viewers on the built server. `npm run test:v4l2`; with `ZOETROPE_LONG=1` up to
 * fifty times each.
 *
 * @module
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needs, tool } from '../needs.ts'

/** One fault: what the viewers were told, and after how many milliseconds each was live again. */
interface Fault {
  state: string
  reason: string
  after: number[]
}

/** What the server held of the system at a moment. */
interface Holdings {
  descriptors: Readonly<Record<string, number>>
  programs: readonly string[]
}

/** What twenty viewers of one camera went through. */
interface Ordeal {
  faults: Readonly<Record<string, Fault[]>>
  before: Holdings
  after: Holdings
  ended: string[]
  torn: number
}

/** What guest-faults.mjs prints. */
interface Report {
  /** Milliseconds until the return of a node, a link, and what a link points to was noticed. */
  seen: Readonly<Record<'node' | 'link' | 'target', number>>
  webcam: Ordeal & { awaited: Pick<Fault, 'reason' | 'after'> }
  loopback: Ordeal
  demand: {
    resting: Holdings
    running: Holdings
    afterwards: Holdings
    first: number
    device: number
  }
  h264: { size: string; torn: number }
  log: { code: number; text: string }
}

const LONG = Boolean(process.env['ZOETROPE_LONG'])
/** How often each is done. */
const ROUNDS = LONG
  ? { unplugged: 50, disconnected: 10, hurried: 20, silent: 20, resized: 20 }
  : { unplugged: 2, disconnected: 1, hurried: 1, silent: 1, resized: 1 }
/** The first use of the tool on a machine installs and builds what it needs. */
const PATIENCE = (LONG ? 60 : 20) * 60_000

const vm = tool('v4l2-vm')
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Three seconds of ten frames each, as `codec` in a container that a loopback is fed from. */
function clip(path: string, size: string, codec: readonly string[]): string {
  const input = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=10`, '-frames:v', '30']
  execFileSync('ffmpeg', ['-v', 'error', ...input, ...codec, path])
  return path
}

async function runGuest(program: string, folder: string): Promise<Report> {
  if (!existsSync(at('../../packages/server/dist/cli/main.js'))) {
    throw new Error('The command is not built; run npm run build')
  }
  const mjpeg = ['-c:v', 'mjpeg', '-q:v', '5']
  const h264 = ['-c:v', 'libx264', '-g', '10', '-bf', '0', '-pix_fmt', 'yuv420p']
  const clips = [
    clip(join(folder, 'vga.mkv'), '640x480', mjpeg),
    clip(join(folder, 'svga.mkv'), '800x600', mjpeg),
    clip(join(folder, 'h264.ts'), '320x240', h264),
  ]
  const options = ['--quiet', '--no-feed', '--rw', folder, '--timeout', `${PATIENCE / 1000}`]
  const script = fileURLToPath(new URL('./guest-faults.mjs', import.meta.url))
  const words = [script, folder, ...clips, JSON.stringify(ROUNDS)]
  const child = spawn(program, [...options, '--', process.execPath, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  for await (const chunk of child.stdout) text += `${chunk}`
  if (text === '') throw new Error('The guest said nothing; see above')
  // What JSON.parse gives is what the script beside this file writes.
  return JSON.parse(text) as Report
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

/** A line for each kind of fault. */
function figures({ seen, webcam, loopback, demand }: Report): string {
  const kinds = { awaited: [webcam.awaited], ...webcam.faults, ...loopback.faults }
  const lines = Object.entries(kinds).map(([kind, faults]) => {
    const all = faults.flatMap(({ after }) => after)
    return `${kind} x ${faults.length}: live again after ${middle(all)} ms, at most ${Math.max(...all)} ms`
  })
  const { first, device } = demand
  const start = `first frame of an idle camera: ${first.toFixed(0)} ms; v4l2-ctl takes ${device.toFixed(0)} ms`
  const back = `returns noticed after ${Object.values(seen).map(Math.round).join(', ')} ms`
  return [...lines, start, back, '(in an emulated machine)'].join('\n')
}

describe.skipIf(!vm || !needs('ffmpeg', 'v4l2-ctl'))('a camera with twenty viewers', () => {
  let folder = ''
  let seen: Report

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoetrope-faults-'))
    seen = await runGuest(vm ?? '', folder)
    console.info(figures(seen))
  }, PATIENCE)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is noticed when it is there again, by its node and by its link', () => {
    // Without a watch on devtmpfs the guest would still be waiting.
    expect(Object.keys(seen.seen)).toEqual(['node', 'link', 'target'])
  })

  it('that was not there at the start is shown when it is plugged in', () => {
    const { reason, after } = seen.webcam.awaited
    expect(reason).toMatch(/^\/dev\/video0 does not exist; /)
    expect(after).toHaveLength(20)
  })

  it.each([
    ['is unplugged', 'unplugged', /^\/dev\/video0 vanished$/],
    ['fails and stays', 'disconnected', /^\/dev\/video0 (?:failed: it is there, .*|vanished)$/],
    ['is unplugged and back at once', 'hurried', /^\/dev\/video\d vanished$/],
  ] as const)('that %s is lost with words, and live again for all of them', (_, kind, words) => {
    const faults = seen.webcam.faults[kind] ?? []
    expect(faults).toHaveLength(ROUNDS[kind])
    for (const { state, reason, after } of faults) {
      expect(state).toBe('lost')
      expect(reason).toMatch(words)
      expect(after).toHaveLength(20)
    }
  })

  it('is found again under another number, and where it was', () => {
    const [away, home] = seen.webcam.faults['renumbered'] ?? []
    expect(away?.after).toHaveLength(20)
    expect(home?.reason).toBe('/dev/video1 vanished')
    expect(home?.after).toHaveLength(20)
    expect(seen.log.text).toContain('/dev/video0 is /dev/video1 since it was plugged in again')
  })

  it.each([
    ['falls silent', 'silent'],
    ['falls silent and comes back with larger pictures', 'resized'],
  ] as const)('that %s is stalled, and live again', (_, kind) => {
    const faults = seen.loopback.faults[kind] ?? []
    expect(faults).toHaveLength(ROUNDS[kind])
    for (const { state, reason, after } of faults) {
      expect(state).toBe('stalled')
      expect(reason).toMatch(/^no frame for /)
      expect(after).toHaveLength(20)
    }
  })

  it.each(['webcam', 'loopback'] as const)('disconnects none, and tears no frame: %s', (camera) => {
    expect(seen[camera]).toMatchObject({ ended: [], torn: 0 })
  })

  it.each(['webcam', 'loopback'] as const)('leaves nothing behind: %s', (camera) => {
    const { before, after } = seen[camera]
    expect(after.programs).toEqual(before.programs)
    expect(after.descriptors).toEqual(before.descriptors)
  })

  it('is not even open while nobody looks', () => {
    const { resting, running, afterwards } = seen.demand
    expect(running.programs).toContain('ffmpeg')
    for (const { programs, descriptors } of [resting, afterwards]) {
      expect(programs).toEqual([])
      expect(Object.keys(descriptors).join()).not.toContain('/dev/video')
    }
  })

  it('that gives nothing but H.264 is shown', () => {
    expect(seen.h264).toEqual({ size: '320x240', torn: 0 })
    expect(seen.log.text).toContain('H264 320x240')
  })

  it('does not keep the server from ending well', () => {
    expect(seen.log.code).toBe(0)
  })
})
