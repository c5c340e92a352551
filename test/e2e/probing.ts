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
  readonly facts: Readonly<Record<string, unknown>>
}

/** How the command ended, and what it said. */
export interface Said {
  readonly code: number | null
  readonly output: string
  readonly complaint: string
}

/** Runs the command with these arguments. */
export async function probing(...args: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, [command, 'probe', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  const complaint: string[] = []
  child.stdout.on('data', (chunk) => output.push(`${chunk}`))
  child.stderr.on('data', (chunk) => complaint.push(`${chunk}`))
  const [code] = await once(child, 'close')
  return { code, output: output.join(''), complaint: complaint.join('') }
}

/** Runs it with `--json`, and gives what it printed and the exit code that it ended with. */
export async function probed(
  url: string,
  ...options: readonly string[]
): Promise<Report & { readonly code: number | null }> {
  const { code, output, complaint } = await probing(url, '--json', ...options)
  if (output === '') throw new Error(`No report of ${url}, exit code ${code}: ${complaint}`)
  return { ...JSON.parse(output), code }
}

/** The codes of what was found, without notes. */
export function wrongsOf({ findings }: Report): string[] {
  return findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code)
}

/** Runs these, so many at a time, in their order; each promise settles when its own one is done. */
export function pooled<T, R>(
  things: readonly T[],
  atOnce: number,
  run: (thing: T) => Promise<R>,
): ReadonlyMap<T, Promise<R>> {
  const results = new Map<T, Promise<R>>()
  const lanes = Array.from({ length: atOnce }, () => Promise.resolve())
  things.forEach((thing, at) => {
    const lane = at % atOnce
    const result = (lanes[lane] ?? Promise.resolve()).then(() => run(thing))
    results.set(thing, result)
    lanes[lane] = result.then(
      () => undefined,
      () => undefined,
    )
  })
  return results
}
