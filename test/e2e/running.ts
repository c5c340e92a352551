/**
 * The built command, running as a process of its own: what the whole tests look at from outside.
 * `ZOETROPE_COMMAND` may name another build of it.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const command =
  process.env['ZOETROPE_COMMAND'] ??
  fileURLToPath(new URL('../../packages/server/bin/zoetrope.js', import.meta.url))

/** A `zoetrope serve` that answers. Stop it when done. */
export interface Running {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  readonly process: ChildProcess
  /** Ends the process: `SIGTERM` as a person would, `SIGKILL` as a power cut would. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** How the command is run. */
export interface RunOptions {
  /** @default a free one */
  readonly port?: number
  readonly basePath?: string
  /** Arguments for Node itself. The process then has a channel for messages. */
  readonly node?: readonly string[]
  /** More for its environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** Starts `zoetrope serve` with these arguments and waits until it answers. */
export async function serve(
  args: readonly string[],
  { port, basePath = '', node, env = {} }: RunOptions = {},
): Promise<Running> {
  const at = port ?? (await freePort())
  const options = ['--port', `${at}`, ...(basePath ? ['--base-path', basePath] : [])]
  const words = [...(node ?? []), command, 'serve', ...args, ...options]
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'ignore', 'pipe', ...(node ? (['ipc'] as const) : [])],
    env: { ...process.env, ...env },
  })
  const complaints: string[] = []
  child.stderr?.on('data', (chunk) => complaints.push(`${chunk}`))
  const url = `http://127.0.0.1:${at}${basePath}`
  await answers(`${url}/cameras`, child, complaints)
  return { url, port: at, process: child, stop: (signal = 'SIGTERM') => stop(child, signal) }
}

// Another process comes up when it comes up: asking it is the only way to know.
async function answers(url: string, child: ChildProcess, complaints: string[]): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await pause(20)
  }
  throw new Error(`The command ended before it answered: ${complaints.join('')}`)
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || !address) throw new Error('Expected a port, got none')
  return address.port
}
