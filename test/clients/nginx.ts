/**
 * nginx as its package leaves it, with nothing told but where the server is.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { freePort } from '../e2e/running.ts'

/** A proxy that listens. Stop it when done. */
export interface Front {
  /** Without a slash at its end. */
  readonly url: string
  stop(): Promise<void>
}

/** Whether Debian's nginx is here. */
export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0
}

/** Puts nginx before the server at this address, with its defaults: HTTP/1.0 to it, and buffers. */
export async function behindNginx(upstream: string): Promise<Front> {
  const [port, home] = [await freePort(), await mkdtemp(join(tmpdir(), 'zoetrope-nginx-'))]
  const file = join(home, 'nginx.conf')
  await writeFile(file, configuration(upstream, port, home))
  const nginx = spawn('nginx', ['-p', home, '-e', 'stderr', '-c', file], { stdio: 'ignore' })
  const ended = once(nginx, 'close')
  // It does not tell when it listens.
  while (nginx.exitCode === null && !(await listens(port))) await turn()
  if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}`)
  const stop = async (): Promise<void> => {
    nginx.kill()
    await ended
    await rm(home, { recursive: true })
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

/** All but the server's block is there so that it runs in a folder of its own. */
function configuration(upstream: string, port: number, home: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `user root; daemon off; pid ${home}/pid; error_log stderr; events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${home}/${name};`).join('\n')}
      server { listen 127.0.0.1:${port}; location / { proxy_pass ${upstream}; } }
    }`
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const came = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return came
}
