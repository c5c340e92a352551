/**
 * Real proxies, with the printed block between the braces of a site.
 *
 * @module
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from '../../../../test/e2e/running.ts'
import { folder } from '../http/makers.ts'

/** What a program says of a configuration. */
export interface Verdict {
  readonly code: number | null
  readonly said: string
}

/** What nginx thinks of some blocks, each in a server of its own. */
export function nginxVerdict(...blocks: readonly string[]): Verdict {
  const [program, ...words] = nginxCommand(blocks.map((block) => ({ block, listen: 'unix:' })))
  return verdictOf(spawnSync(program, [...words, '-t'], { encoding: 'utf8' }))
}

/** Starts nginx with a block; resolves with its address, without a slash, when it listens. */
export async function nginx(block: string): Promise<string> {
  const port = await freePort()
  const [program, ...words] = nginxCommand([{ block, listen: `127.0.0.1:${port}` }])
  await running(spawn(program, words), port)
  return `http://127.0.0.1:${port}`
}

/** What Caddy thinks of a block. */
export function caddyVerdict(block: string): Verdict {
  const { path, env } = caddyFile(`:0 {\n${block}}\n`)
  const words = ['validate', '--adapter', 'caddyfile', '--config', path]
  return verdictOf(spawnSync('caddy', words, { encoding: 'utf8', env }))
}

/** Starts Caddy with a block; resolves with its address, without a slash, when it listens. */
export async function caddy(block: string): Promise<string> {
  const port = await freePort()
  const { path, env } = caddyFile(`http://127.0.0.1:${port} {\n${block}}\n`)
  const words = ['run', '--adapter', 'caddyfile', '--config', path]
  await running(spawn('caddy', words, { env }), port)
  return `http://127.0.0.1:${port}`
}

interface Site {
  readonly block: string
  readonly listen: string
}

function nginxCommand(sites: readonly Site[]): [string, ...string[]] {
  const home = folder()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const servers = sites.map(({ block, listen }, at) => {
    const where = listen === 'unix:' ? `unix:${home}/${at}.sock` : listen
    return `server { listen ${where};\n${block} }`
  })
  writeFileSync(
    join(home, 'nginx.conf'),
    // As root it would give up its rights, and with them the way into a folder that is only ours.
    `user root; daemon off; pid ${home}/pid; error_log stderr; events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${home}/${name};`).join('\n')}
      ${servers.join('\n')}
    }`,
  )
  return ['nginx', '-p', home, '-e', 'stderr', '-c', join(home, 'nginx.conf')]
}

function caddyFile(site: string): { readonly path: string; readonly env: NodeJS.ProcessEnv } {
  const home = folder()
  const path = join(home, 'Caddyfile')
  writeFileSync(path, `{\nadmin off\nauto_https off\ngrace_period 1ms\n}\n${site}`)
  return { path, env: { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home } }
}

function verdictOf(outcome: { status: number | null; stdout: string; stderr: string }): Verdict {
  return { code: outcome.status, said: `${outcome.stdout}${outcome.stderr}` }
}

/** Ends with the test; resolves when somebody listens: neither tells in a way that holds for both. */
async function running(child: ChildProcess, port: number): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk) => (said += `${chunk}`))
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill()
    await ended
  })
  for (let came = false; !came; ) {
    if (child.exitCode !== null) throw new Error(`The proxy ended: ${said}`)
    const socket = connect(port, '127.0.0.1')
    came = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
