import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, type TestContext, test } from 'vitest'
import { needs } from '../needs.ts'
import { type Crowd, gather, within } from './crowd.ts'
import { type Cycle, judge, LONG, TIMEOUT } from './figures.ts'
import { type Program, serveWatched, settled, type WatchedServer } from './watched-server.ts'

/*
 * A capture program fails, in every way that one can, while twenty watch the built command: nobody is
 * disconnected, nobody gets a torn frame, everybody sees live pictures again, and nothing is left
 * over. A few times each; `npm run faults` does it a hundred times and prints the figures.
 */

const failingCamera = fileURLToPath(new URL('./failing-camera.mjs', import.meta.url))
const standIn = fileURLToPath(
  new URL('../../packages/zoetrope/test/node/rpicam-stand-in.mjs', import.meta.url),
)

/** A camera and what can be done to it. */
interface Rig {
  readonly source: string
  readonly env?: Readonly<Record<string, string>>
  /** Tells the program what to do from now on, and with which size the next one is to start. */
  order(orders: { size?: 'small' | 'large'; mode?: string }, program: Program): void
}

/** One way to fail. */
interface Fault {
  readonly name: string
  readonly rig: (folder: string) => Rig
  inflict(program: Program, rig: Rig, cycle: number): void
  /** How often, in `npm test` and in `npm run faults`. */
  readonly cycles: readonly [short: number, long: number]
  /** The width that pictures have afterwards. */
  width?(cycle: number): number
  /** Whether the same program goes on. */
  readonly survives?: boolean
  /** Whether it takes so long that everybody has to be shown a placeholder. */
  readonly shown?: boolean
  /** Whether it takes ten seconds to be noticed, because the rhythm is not known. */
  readonly slow?: boolean
}

/** A script that does as it is told: {@link failingCamera}. */
function script(path: string, { maimed = false } = {}): Rig {
  for (const [name, size] of [
    ['small', '320x240'],
    ['large', '400x300'],
  ] as const) {
    mkdirSync(join(path, name))
    const input = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25`, '-frames:v', '10']
    const output = ['-huffman', 'default', join(path, name, '%02d.jpg')]
    execFileSync('ffmpeg', ['-v', 'error', ...input, ...output])
  }
  let standing = { size: 'small', mode: 'run', maimed }
  const write = (): void => writeFileSync(join(path, 'orders'), JSON.stringify(standing))
  write()
  return {
    source: `exec:'${process.execPath}' '${failingCamera}' '${path}'`,
    order(orders, program) {
      standing = { ...standing, ...orders }
      write()
      if (orders.mode) process.kill(program.pid, 'SIGUSR2')
    },
  }
}

/** ffmpeg as it is. */
function ffmpeg(): Rig {
  const source = 'ffmpeg:-re -f lavfi -i testsrc2=size=320x240:rate=25'
  return { source, order: () => {} }
}

/** A camera whose rhythm is known, so that two seconds of silence are enough. */
function rhythmic(path: string): Rig {
  const program = join(path, 'rpicam-vid')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${standIn}' "$@"\n`, {
    mode: 0o755,
  })
  const env = { PATH: `${path}${delimiter}${process.env['PATH']}` }
  return { source: 'rpicam:?size=320x240&fps=25', env, order: () => {} }
}

function killGroup({ pid }: Program, signal: NodeJS.Signals): void {
  process.kill(-pid, signal)
}

const faults: readonly Fault[] = [
  {
    name: 'ffmpeg is killed',
    rig: ffmpeg,
    inflict: (program) => killGroup(program, 'SIGKILL'),
    cycles: [2, 50],
  },
  {
    name: 'a script is killed',
    rig: script,
    inflict: ({ pid }) => void process.kill(pid, 'SIGKILL'),
    cycles: [2, 50],
  },
  {
    name: 'a script is killed whose frames lack their ends and tables',
    rig: (path) => script(path, { maimed: true }),
    inflict: ({ pid }) => void process.kill(pid, 'SIGKILL'),
    cycles: [1, 20],
  },
  {
    name: 'a program with a known rhythm freezes',
    rig: rhythmic,
    inflict: (program) => killGroup(program, 'SIGSTOP'),
    cycles: [1, 10],
    shown: true,
  },
  {
    name: 'ffmpeg freezes',
    rig: ffmpeg,
    inflict: (program) => killGroup(program, 'SIGSTOP'),
    cycles: [1, 5],
    shown: true,
    slow: true,
  },
  {
    name: 'a script goes on and gives nothing',
    rig: script,
    inflict: (program, rig) => rig.order({ mode: 'silence' }, program),
    cycles: [1, 5],
    shown: true,
    slow: true,
  },
  {
    name: 'a script ends well',
    rig: script,
    inflict: (program, rig) => rig.order({ mode: 'end' }, program),
    cycles: [1, 20],
  },
  {
    name: 'a script fails',
    rig: script,
    inflict: (program, rig) => rig.order({ mode: 'fail' }, program),
    cycles: [1, 20],
  },
  {
    name: 'a script breaks off in mid-frame, writes noise, and goes on',
    rig: script,
    inflict: (program, rig) => rig.order({ mode: 'stutter' }, program),
    cycles: [5, 50],
    survives: true,
  },
  {
    name: 'a script writes noise for ever',
    rig: script,
    inflict: (program, rig) => rig.order({ mode: 'babble' }, program),
    cycles: [1, 5],
    shown: true,
    slow: true,
  },
  {
    name: 'a script comes back with another frame size',
    rig: script,
    inflict: (program, rig, cycle) => {
      rig.order({ size: cycle % 2 === 0 ? 'large' : 'small' }, program)
      process.kill(program.pid, 'SIGKILL')
    },
    cycles: [2, 20],
    width: (cycle) => (cycle % 2 === 0 ? 400 : 320),
  },
]

/** What a test plays on. */
interface Scene {
  readonly rig: Rig
  readonly server: WatchedServer
  readonly crowd: Crowd
}

/** Starts the command with the camera, and twenty who see its live pictures. All of it ends with the test. */
async function setUp({ rig: make }: Fault, { onTestFinished }: TestContext): Promise<Scene> {
  const path = mkdtempSync(join(tmpdir(), 'zoetrope-faults-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const rig = make(path)
  const server = await serveWatched(rig.source, rig.env)
  onTestFinished(() => server.stop())
  const crowd = gather(server.url, 'camera')
  onTestFinished(() => crowd.leave())
  await within(crowd.live({ after: 0 }), 'at the start')
  // Once, so that all is loaded and drawn that is kept.
  const program = await server.program()
  killGroup(program, 'SIGKILL')
  const back = await restarted(server, program)
  await within(crowd.live({ after: back }), 'after a first time')
  return { rig, server, crowd }
}

/** Lets the camera fail once, and waits until all see live pictures again. */
async function cycle(fault: Fault, { rig, server, crowd }: Scene, number: number): Promise<Cycle> {
  const program = await server.program()
  const seen = crowd.viewers.map(({ placeholders }) => placeholders)
  const began = Date.now()
  fault.inflict(program, rig, number)
  const back = fault.survives ? began : await restarted(server, program)
  const lives = await within(crowd.live({ after: back, width: fault.width?.(number) }), fault.name)
  for (const [place, viewer] of crowd.viewers.entries()) {
    const shown = viewer.placeholders > (seen[place] ?? 0)
    if (fault.shown && !shown) viewer.complain('was shown no placeholder')
  }
  // Not always at the same place in the rhythm.
  await crowd.live({ after: Date.now() + Math.random() * 200 })
  return { outage: lives.map((at) => at - began), recovery: lives.map((at) => at - back) }
}

async function restarted(server: WatchedServer, program: Program): Promise<number> {
  return (await within(server.program(program), 'nothing was started again')).at
}

async function suffer(fault: Fault, scene: Scene, count: number): Promise<Cycle[]> {
  const cycles: Cycle[] = []
  for (let number = 0; number < count; number += 1) {
    cycles.push(await cycle(fault, scene, number))
    if (LONG) process.stderr.write(`\r${fault.name}: ${number + 1} of ${count} `)
  }
  return cycles
}

async function endure([, fault]: [string, Fault], context: TestContext): Promise<void> {
  const scene = await setUp(fault, context)
  const { server, crowd } = scene
  const before = await server.holdings()
  const count = fault.cycles[LONG ? 1 : 0]
  const cycles = await suffer(fault, scene, count)
  const after = await settled(server, before)
  judge({ fault: fault.name, cycles, crowd, before, after })
}

/** Those faults, each with its name in front. */
function named(choose: (fault: Fault) => boolean | undefined): [string, Fault][] {
  return faults.filter(choose).map((fault) => [fault.name, fault])
}

// Most of the time is waiting; one at a time where it is measured.
describe.skipIf(!needs('ffmpeg') || process.platform !== 'linux')(
  'twenty viewers stay and see live pictures again when',
  { concurrent: !LONG },
  () => {
    test.for(named(({ slow }) => !slow))('%s', { timeout: TIMEOUT }, endure)

    describe('after ten seconds of silence', () => {
      test.for(named(({ slow }) => slow))('%s', { timeout: TIMEOUT }, endure)
    })
  },
)
