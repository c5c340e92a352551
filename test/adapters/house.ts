/**
 * Servers of this folder as processes of their own, and what they are expected to be like.
 *
 * @module
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const servers = fileURLToPath(new URL('servers/', import.meta.url))

/** A server that listens. */
export interface House {
  readonly port: number
  /** Asks it to end, and gives its exit code once it has. */
  end(): Promise<number | null>
  /** Makes sure that it has ended. */
  destroy(): void
}

/** Starts a program that tells its port on a line of its own. */
export async function house(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<House> {
  const child = spawn(program, args, {
    cwd: servers,
    env: { ...process.env, ...options.env },
    stdio: 'pipe',
    ...(options.cwd ? { cwd: options.cwd } : {}),
  })
  const remarks: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text) => void remarks.push(text))
  const port = await portOf(child).catch((error) => {
    throw new Error(`${error.message} ${remarks.join('')}`, { cause: error })
  })
  const ended = once(child, 'exit')
  return {
    port,
    async end() {
      child.kill('SIGTERM')
      const [code] = await ended
      return code
    },
    destroy: () => void child.kill('SIGKILL'),
  }
}

async function portOf(child: ChildProcessWithoutNullStreams): Promise<number> {
  for await (const line of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const port = /"port":(\d+)|http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.slice(1).join('')
    if (!port) continue
    // What it says later is let through, so that no pipe fills up.
    child.stdout.resume()
    return Number(port)
  }
  throw new Error(`It ended (${child.exitCode}) before it told its port`)
}
