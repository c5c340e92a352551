import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { Child } from '../../src/node/child.ts'
import { GUARD_SCRIPT } from '../../src/node/guard-script.ts'
import { allGone, descendants, guardsOf, members, type Seen } from './children.ts'
import { folder } from './taking.ts'

/*
 * What is left of our children when we are no more. Each test starts a program of its own that uses
 * the library, lets it start children, ends it, and counts by /proc.
 */

// Built, because Node 20 runs no TypeScript.
const built = (name: string): string =>
  JSON.stringify(new URL(`../../dist/node/${name}.js`, import.meta.url).href)

/** Lines for a program: opens a source, reads as long as it is there, and says when it has a frame. */
const READ = `
  const { execSource, ffmpegSource } = await import(${built('index')})
  const read = async (source) => {
    const frames = source.open(new AbortController().signal)[Symbol.asyncIterator]()
    await frames.next()
    void (async () => { while (!(await frames.next()).done); })()
  }
`

/** Lines for a program: starts a child that only has to be there. */
const START = `
  const { Child } = await import(${built('child')})
  const start = (program, ...args) => Child.start({ program, args, unruly: true })
`

const FFMPEG = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=30']

/** A script that starts others: one in the background, one in a group of its own, all deaf to SIGTERM. */
const SCRIPT = `trap '' TERM; sleep 600 & timeout 600 sleep 600 & ffmpeg -v error -re ${FFMPEG.join(' ')} -f mjpeg -`

/** Runs a program until it has said `up`. It is killed when the test ends. */
async function run(
  script: string,
  options: readonly string[] = [],
): Promise<ChildProcess & { readonly pid: number }> {
  const code = `${script}\nprocess.stdout.write('up')`
  const args = [...options, '--input-type=module', '-e', code]
  const program = spawn(process.execPath, args, { stdio: ['ipc', 'pipe', 'pipe'] })
  onTestFinished(() => void program.kill('SIGKILL'))
  let words = ''
  program.stderr?.on('data', (chunk) => {
    words += chunk
  })
  const { pid, stdout } = program
  const first = stdout && (await Promise.race([once(stdout, 'data'), once(program, 'exit')]))
  if (pid === undefined || `${first?.[0]}` !== 'up') throw new Error(`It did not start: ${words}`)
  return Object.assign(program, { pid })
}

async function kill(program: ChildProcess): Promise<void> {
  const exited = once(program, 'exit')
  program.kill('SIGKILL')
  await exited
}

/** The one guard that a program has. */
function guardOf({ pid }: { readonly pid: number }): Seen {
  const [guard, another] = guardsOf(pid)
  if (!guard || another) throw new Error('Expected one guard')
  return guard
}

/** The pipes and sockets that a process holds, as the system names them. */
function ofOurs(pid: number): string[] {
  const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  return targets.filter((target) => target.startsWith('socket:'))
}

function commands(seen: readonly Seen[]): string[] {
  return seen.map(({ command }) => command.split(' ')[0] ?? '').sort()
}

describe('the guard', () => {
  // That of the test before goes on its own time.
  beforeEach(() => allGone(guardsOf()))

  it.skipIf(!needs('ffmpeg'))('ends ffmpeg when its program is killed', async () => {
    const program = await run(`${READ} await read(ffmpegSource(${JSON.stringify(FFMPEG)}))`)
    const family = descendants(program.pid)
    expect(commands(family)).toEqual(['ffmpeg'])
    await kill(program)
    await allGone(family)
  })

  it.skipIf(!needs('ffmpeg'))(
    'ends a script and all that it started when its program is killed, also what hears no SIGTERM',
    async () => {
      const source = JSON.stringify(['sh', '-c', SCRIPT])
      const program = await run(`${READ} await read(execSource(${source}))`)
      const family = descendants(program.pid)
      expect(commands(family)).toEqual(['ffmpeg', 'sh', 'sleep', 'sleep', 'timeout'])
      expect(new Set(family.map(({ group }) => group)).size).toBe(2)
      await kill(program)
      await allGone(family)
    },
  )

  it('ends what a child left behind that has ended itself', async () => {
    const program = await run(`${START}
      const child = await start('sh', '-c', 'sleep 600 >/dev/null 2>&1 &')
      await child.exit
      process.on('message', () => process.send(child.pid))`)
    const answered = once(program, 'message')
    program.send('who')
    const [leader] = await answered
    // Its parent is another now, and its leader is gone: only the guard knows of it.
    const family = members(leader)
    expect(family).toMatchObject([{ command: 'sleep 600' }])
    await kill(program)
    await allGone(family)
  })

  it('ends children that are stopped', async () => {
    const program = await run(`${START} await start('sleep', '600')`)
    const family = descendants(program.pid)
    for (const { pid } of family) process.kill(pid, 'SIGSTOP')
    await kill(program)
    await allGone(family)
  })

  const exhaust = 'const all = []; for (;;) all.push(Array.from({ length: 1000 }, () => [all]))'
  it.each([
    ['exits', 'process.exit(0)'],
    ['fails', `throw new Error('on purpose')`],
    ['runs out of memory', exhaust],
  ])('ends children, those too that hear no SIGTERM, when its program %s', async (_how, end) => {
    const script = `${START}
      await start('sh', '-c', "trap '' TERM; sleep 600 & wait; wait")
      process.on('message', () => { ${end} })`
    const program = await run(script, ['--max-old-space-size=24'])
    const family = descendants(program.pid)
    const exited = once(program, 'exit')
    program.send('end')
    await exited
    await allGone(family)
  })

  it('lets a child end in order', async () => {
    const path = join(await folder(), 'lamp-is-off')
    const program = await run(`${START}
      const script = 'trap "echo > ${path}; exit" TERM; echo up; sleep 600 & wait'
      const child = await start('sh', '-c', script)
      for await (const up of child.output()) break`)
    const family = descendants(program.pid)
    expect(commands(family)).toContain('sh')
    await kill(program)
    await allGone(family)
    expect(existsSync(path)).toBe(true)
  })

  it('is replaced when somebody kills it, and its successor knows everybody', async () => {
    const program = await run(`${START} await start('sleep', '600'); await start('sleep', '600')
      process.on('message', () => process.stdout.write('here'))`)
    const family = descendants(program.pid)
    expect(family).toHaveLength(2)
    const first = guardOf(program)
    // One that dies in its first second is not replaced.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    process.kill(first.pid, 'SIGKILL')
    const successor = (): Seen | undefined =>
      guardsOf(program.pid).find(({ pid, state }) => pid !== first.pid && state !== 'Z')
    while (!successor()) await new Promise(setImmediate)
    // A process is seen before its parent has come back from starting it, and told it of anybody.
    program.send('there?')
    if (program.stdout) await once(program.stdout, 'data')
    await kill(program)
    await allGone(family)
  })

  it('hears no signal that is meant for its program’s group', async () => {
    const program = await run(`${START} await start('sleep', '600')`)
    const { pid } = guardOf(program)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
      process.kill(pid, signal)
    }
    const family = descendants(program.pid)
    await kill(program)
    await allGone(family)
  })

  it('ends the children of a worker thread when that is terminated, and no others', async () => {
    const program = await run(`${START}
      const { Worker } = await import('node:worker_threads')
      const script = ${JSON.stringify(`
        Promise.all([import(${built('child')}), import('node:worker_threads')]).then(
          async ([{ Child }, { parentPort }]) => {
            await Child.start({ program: 'sleep', args: ['601'] })
            parentPort.postMessage('up')
            parentPort.ref()
          },
        )
      `)}
      await start('sleep', '600')
      const worker = new Worker(script, { eval: true })
      await new Promise((resolve) => worker.once('message', resolve))
      process.on('message', () => worker.terminate())`)
    const family = descendants(program.pid)
    expect(family.map(({ command }) => command).sort()).toEqual(['sleep 600', 'sleep 601'])
    expect(guardsOf(program.pid)).toHaveLength(2)
    program.send('terminate')
    await allGone(family.filter(({ command }) => command === 'sleep 601'))
    // Whom a terminated worker has started nobody in this program waits for: Node leaves zombies.
    const left = descendants(program.pid).filter(({ state }) => state !== 'Z')
    expect(left).toMatchObject([{ command: 'sleep 600' }])
  })

  it('does not keep its program running, even one that is stuck', async () => {
    const program = await run(`${START}
      const child = await start('sleep', '600')
      process.once('message', () => void child.end().then(() => process.disconnect()))`)
    const guard = guardOf(program)
    process.kill(guard.pid, 'SIGSTOP')
    const exited = once(program, 'exit')
    program.send('end')
    expect(await exited).toEqual([0, null])
    process.kill(guard.pid, 'SIGCONT')
    await allGone([guard])
  })

  it('is one for all children, and goes with the last of them', async () => {
    const first = await Child.start({ program: 'sleep', args: ['600'] })
    const guards = guardsOf()
    const pids = guards.map(({ pid }) => pid)
    expect(pids).toHaveLength(1)
    const second = await Child.start({ program: 'sleep', args: ['600'] })
    await first.end()
    expect(guardsOf().map(({ pid }) => pid)).toEqual(pids)
    await second.end()
    await allGone(guards)
  })

  it('shares no descriptor with the children, nor they with one another', async () => {
    const children = await Promise.all(
      ['600', '601'].map((time) => Child.start({ program: 'sleep', args: [time] })),
    )
    const sockets = [...children, ...guardsOf()].flatMap(({ pid }) => ofOurs(pid))
    // The guard's input; output and errors of each child.
    expect(sockets).toHaveLength(1 + 2 + 2)
    expect(new Set(sockets).size).toBe(sockets.length)
    await Promise.all(children.map((child) => child.end()))
  })

  it('has nothing of the program’s environment but the way to sleep', async () => {
    const child = await Child.start({ program: 'sleep', args: ['600'] })
    const names = guardsOf().map(({ pid }) =>
      readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .filter(Boolean)
        .map((pair) => pair.split('=')[0]),
    )
    expect(names).toEqual([['PATH']])
    await child.end()
  })
})

describe('the guard’s script', () => {
  const shells: [string, string[]][] = [
    ['dash', []],
    ['bash', ['--posix']],
    ['busybox', ['sh']],
  ]

  it.each(shells.filter(([shell]) => needs(shell)))(
    'ends whom it was told of and no one else, in %s',
    async (shell, options) => {
      const start = (): ChildProcess => {
        const child = spawn('sleep', ['600'], { detached: true })
        onTestFinished(() => void child.kill('SIGKILL'))
        return child
      }
      const [first, second, struck] = [start(), start(), start()]
      const ends = [first, second].map((child) => once(child, 'exit'))
      const sh = spawn(shell, [...options, '-c', GUARD_SCRIPT], {
        stdio: ['pipe', 'ignore', 'ignore'],
      })
      const exited = once(sh, 'exit')
      sh.stdin.end(`+${first.pid}\n+${struck.pid}\n+${second.pid}\n-${struck.pid}\n`)
      expect(await Promise.all(ends)).toEqual([
        [null, 'SIGTERM'],
        [null, 'SIGTERM'],
      ])
      await exited
      expect(struck.signalCode).toBeNull()
      expect(struck.kill(0)).toBe(true)
    },
  )
})
