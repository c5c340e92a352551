/**
 * A real nginx in a folder of its own, with nothing told but what its servers are to do.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { freePort } from './e2e/running.ts'

/** A proxy that listens. Stop it when done. */
export interface Front {
  readonly port: number
  /** Without a slash at its end. */
  readonly url: string
  stop(): Promise<void>
}

/** One server of its configuration. */
export interface Site {
  /** `127.0.0.1:8080`, `unix:/a.sock`. */
  readonly listen: string
  /** What stands between its braces. */
  readonly block: string
}

/** Starts it with one server; resolves when that listens. */
export async function startNginx(block: string): Promise<Front> {
  const [port, home] = [await freePort(), await mkdtemp(join(tmpdir(), 'zoetrope-nginx-'))]
  const file = join(home, 'nginx.conf')
  await writeFile(file, configurationOf(home, [{ listen: `127.0.0.1:${port}`, block }]))
  const proxy = await listening(spawn('nginx', nginxWords(home, file)), port)
  const stop = async (): Promise<void> => {
    await proxy.stop()
    await rm(home, { recursive: true })
  }
  return { ...proxy, stop }
}

/** A configuration with these servers. All else is there so that it runs in the folder `home`. */
export function configurationOf(home: string, sites: readonly Site[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  // As root it would give up its rights, and with them the way into a folder that is only ours.
  return `user root; daemon off; pid ${home}/pid; error_log stderr; events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${home}/${name};`).join('\n')}
      ${sites.map(({ listen, block }) => `server { listen ${listen};\n${block} }`).join('\n')}
    }`
}

/** The command line for a configuration. */
export function nginxWords(home: string, file: string): string[] {
  return ['-p', home, '-e', 'stderr', '-c', file]
}

/** Resolves when the proxy that was started listens there: none tells. */
export async function listening(child: ChildProcess, port: number): Promise<Front> {
  let said = ''
  child.stderr?.on('data', (chunk) => (said += `${chunk}`))
  const ended = once(child, 'close')
  while (child.exitCode === null && !(await answers(port))) await turn()
  if (child.exitCode !== null) throw new Error(`The proxy ended: ${said}`)
  const stop = async (): Promise<void> => {
    child.kill()
    await ended
  }
  return { port, url: `http://127.0.0.1:${port}`, stop }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const came = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return came
}
