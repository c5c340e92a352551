/**
 * Real proxies, with the printed block between the braces of a site.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from '../../../../test/e2e/running.ts'
import {
  configurationOf,
  type Front,
  listening,
  nginxWords,
  startNginx,
} from '../../../../test/nginx.ts'
import { folder } from '../http/makers.ts'

/** What a program says of a configuration. */
export interface Verdict {
  readonly code: number | null
  readonly said: string
}

/** What nginx thinks of some blocks, each in a server of its own. */
export function nginxVerdict(...blocks: readonly string[]): Verdict {
  const home = folder()
  const file = join(home, 'nginx.conf')
  const sites = blocks.map((block, at) => ({ block, listen: `unix:${home}/${at}.sock` }))
  writeFileSync(file, configurationOf(home, sites))
  return verdictOf(spawnSync('nginx', [...nginxWords(home, file), '-t'], { encoding: 'utf8' }))
}

/** Starts nginx with a block; resolves with its address, without a slash, when it listens. */
export async function nginx(block: string): Promise<string> {
  return ending(await startNginx(block))
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
  return ending(await listening(spawn('caddy', words, { env }), port))
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

/** Lets a proxy end with the test. */
function ending({ url, stop }: Front): string {
  onTestFinished(stop)
  return url
}
