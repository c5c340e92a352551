/**
 * Starts the real command, as it was built, and looks at it from outside.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const COMMAND = fileURLToPath(new URL('../../bin/zoetrope.js', import.meta.url))

/** How a command ended, and what it wrote. */
export interface Outcome {
  readonly code: number | null
  readonly out: Buffer
  readonly err: string
}

/** Where a command runs. */
export interface Place {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** The command of another copy. @default the one that was built here */
  readonly command?: string
}

/** A command that runs. */
export class Running {
  readonly child: ChildProcess
  readonly ended: Promise<Outcome>
  #lines: string[] = []
  #arrived = (): void => {}

  constructor(child: ChildProcess) {
    this.child = child
    const out: Buffer[] = []
    let err = ''
    let rest = ''
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      err += chunk
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      this.#lines.push(...lines)
      this.#arrived()
    })
    this.ended = once(child, 'close').then(([code]) => {
      this.#arrived()
      return { code, out: Buffer.concat(out), err }
    })
  }

  /** The first log entry that is like `wish`; waits for it. Fails if the command ends before. */
  async entry(wish: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    for (let place = 0; ; place += 1) {
      while (place >= this.#lines.length) await this.#more()
      const entry: unknown = parse(this.#lines[place] ?? '')
      if (typeof entry !== 'object' || entry === null) continue
      const matches = Object.entries(wish).every(
        ([key, value]) => Reflect.get(entry, key) === value,
      )
      if (matches) return { ...entry }
    }
  }

  /** The URL it serves, ending with `/`. */
  async url(): Promise<string> {
    return String((await this.entry({ msg: 'listening' }))['url'])
  }

  #more(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      throw new Error(`the command ended: ${this.#lines.join('\n')}`)
    }
    return new Promise((resolve) => {
      this.#arrived = resolve
    })
  }
}

/** Starts `zoetrope` with these words. It is ended with the test at the latest. */
export function start(
  words: readonly string[],
  { command = COMMAND, ...options }: Place = {},
): Running {
  const child = spawn(process.execPath, [command, ...words], { stdio: 'pipe', ...options })
  const running = new Running(child)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await running.ended
  })
  return running
}

/** Runs `zoetrope` to its end, with an empty standard input. */
export function run(words: readonly string[], options: Place = {}): Promise<Outcome> {
  const running = start(words, options)
  running.child.stdin?.end()
  return running.ended
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
