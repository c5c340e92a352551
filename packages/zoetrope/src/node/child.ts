/**
 * A child process as a stream of bytes that leaves nothing behind.
 *
 * It is started without a shell, in a process group and session of its own, and it is the group that
 * is ended: whatever the child started ends with it. A guard sees to that where this program is not
 * there to do it. Its standard error is kept only as far as the last lines, because that is where
 * programs say why they gave up.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { ZoetropeError } from '../errors.ts'
import type { Bytes } from '../frame/frame.ts'
import { watchOver } from './guard.ts'
import { LastLines, type LineLimits } from './last-lines.ts'
import { signalGroup, signalOne, strays } from './session.ts'

/** What to run. */
export interface Command {
  /** The program: a path, or a name found on the PATH. */
  readonly program: string
  readonly args: readonly string[]
  /** Text for its standard input, which is closed after it. @default nothing: it reads an end of file */
  readonly input?: string | undefined
  /** Variables that it finds in its environment beside those of this program. @default none */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** What to tell whoever lacks the program, such as `apt-get install ffmpeg`. */
  readonly install?: string | undefined
  /** How much of its standard error to keep. @default 8 lines of 500 characters */
  readonly keep?: LineLimits | undefined
  /**
   * It is somebody's script, and may start programs that make groups of their own (`timeout`): they are
   * looked for when it ends. @default false
   */
  readonly unruly?: boolean | undefined
}

/** How a process ended: with a code, or by a signal. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Milliseconds between asking a process to end and making it end, and again until it is given up. */
const GRACE = 1000

/** Milliseconds that the standard error of a process that has ended may still take to arrive. */
const LAST_WORDS = 200

/** A running process and its group. Whoever starts one ends it. */
export class Child {
  readonly pid: number
  /** Resolves when the process has ended and its last words are read. Never rejects. */
  readonly exit: Promise<Exit>
  #process: ChildProcess
  #closed: Promise<unknown>
  #lines: LastLines
  #unruly: boolean
  #release: () => void
  #ending: Promise<void> | undefined

  private constructor(process: ChildProcess, pid: number, { keep, unruly = false }: Command) {
    this.#process = process
    this.pid = pid
    this.#lines = new LastLines(keep)
    this.#unruly = unruly
    this.#release = watchOver(pid)
    this.#closed = new Promise((resolve) => process.once('close', resolve))
    this.exit = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        // Its standard error may still be on the way; or held open for ever by what it started.
        void settled(this.#closed, LAST_WORDS).then(() => resolve({ code, signal }))
      })
    })
    // A signal that cannot be delivered is told here; without a listener it would end this process.
    process.on('error', () => {})
    process.stdin?.on('error', () => {})
    process.stderr?.on('error', () => {})
    process.stderr?.on('data', (chunk: Uint8Array) => this.#lines.push(chunk))
  }

  /**
   * Starts `command`.
   *
   * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when the program is not there or may not be run.
   */
  static async start(command: Command): Promise<Child> {
    const process = await launch(command)
    // Never so after `spawn`; but the group 0 would be our own.
    if (process.pid === undefined) throw unavailable(command, new Error('no process'))
    const child = new Child(process, process.pid, command)
    process.stdin?.end(command.input)
    return child
  }

  /** The last lines the process wrote to its standard error, oldest first. */
  get lastLines(): readonly string[] {
    return this.#lines.lines
  }

  /**
   * What the process writes, as it comes. A reader that is slow fills the pipe and so slows the
   * process down; nothing queues here. Ends quietly once {@link Child.end} was called.
   *
   * @throws {ZoetropeError} `SOURCE_FAILED` when the pipe breaks.
   */
  async *output(): AsyncGenerator<Bytes, void, void> {
    try {
      // The stream is typed for any encoding; without one it gives buffers, each with memory of its own.
      for await (const chunk of this.#process.stdout ?? []) yield chunk as Bytes
    } catch (cause) {
      if (this.#ending !== undefined) return
      throw broken(cause)
    }
  }

  /**
   * Ends the process and its group: asks, then insists. Resolves when it is gone, or has been given
   * up as unkillable after two seconds. Idempotent, also after the process ended by itself.
   */
  end(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  async #end(): Promise<void> {
    // A process blocked on a full pipe does not see the signal before the pipe is gone.
    this.#process.stdout?.destroy()
    const others = this.#unruly ? await strays(this.pid) : []
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      signalGroup(this.pid, signal)
      for (const pid of others) signalOne(pid, signal)
      if (await settled(Promise.all([this.#closed, this.exit]), GRACE)) break
    }
    // What outlived its leader without holding a pipe of ours.
    signalGroup(this.pid, 'SIGKILL')
    for (const pid of others.length > 0 ? await strays(this.pid) : []) signalOne(pid, 'SIGKILL')
    this.#process.stderr?.destroy()
    // One that cannot be killed yet stays in the guard's care.
    void this.exit.then(this.#release)
  }
}

/** Resolves when the process is there. */
function launch(command: Command): Promise<ChildProcess> {
  const { program, args, input, environment } = command
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(unavailable(command, error))
    try {
      const started = spawn(program, args, {
        detached: process.platform !== 'win32',
        windowsHide: true,
        ...(environment && { env: { ...process.env, ...environment } }),
        stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      })
      started.once('spawn', () => resolve(started))
      started.once('error', fail)
    } catch (error) {
      // Some of what can be wrong is thrown: too many arguments, say.
      fail(error)
    }
  })
}

/** Whether `promise` settles within `delay` milliseconds. */
export async function settled(promise: Promise<unknown>, delay: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, delay, false)
  })
  const answer = await Promise.race([promise.then(() => true), late])
  clearTimeout(timer)
  return answer
}

function unavailable({ program, install }: Command, cause: unknown): ZoetropeError {
  const error = cause instanceof Error ? cause : new Error(String(cause))
  const missing = 'code' in error && error.code === 'ENOENT'
  const reason = missing ? 'is not installed' : `cannot be started (${error.message})`
  const advice = install ?? 'check the name and the PATH'
  return new ZoetropeError('SOURCE_UNAVAILABLE', `${program} ${reason}; ${advice}`, { cause })
}

function broken(cause: unknown): ZoetropeError {
  return new ZoetropeError('SOURCE_FAILED', `Cannot read from the process: ${cause}`, { cause })
}
