/**
 * The built `zoetrope probe`, run against an address.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../../packages/server/bin/zoetrope.js', import.meta.url))

/** One thing that was found. */
export interface Found {
  readonly code: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly seen: string
  readonly breaks: readonly string[]
  readonly fix: string
}

/** What `--json` prints, as far as tests look at it. */
export interface Report {
  readonly address: string
  readonly kind: 'stream' | 'snapshot' | 'none'
  readonly verdict: 'clean' | 'warnings' | 'errors'
  readonly findings: readonly Found[]
  readonly fine: readonly string[]
  readonly unseen: readonly string[]
  readonly facts: Readonly<Record<string, unknown>>
  /** The exit code. */
  readonly code: number | null
}

/** Runs it with `--json`, and gives what it printed and the exit code that it ended with. */
export async function probed(url: string, ...options: readonly string[]): Promise<Report> {
  const child = spawn(process.execPath, [command, 'probe', url, '--json', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  const complaint: string[] = []
  child.stdout.on('data', (chunk) => output.push(`${chunk}`))
  child.stderr.on('data', (chunk) => complaint.push(`${chunk}`))
  const [code] = await once(child, 'close')
  if (output.length === 0) {
    throw new Error(`No report of ${url}, exit code ${code}: ${complaint.join('')}`)
  }
  return { ...JSON.parse(output.join('')), code }
}

/** The codes of what was found, without notes. */
export function wrongsOf({ findings }: Pick<Report, 'findings'>): string[] {
  return findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code)
}
