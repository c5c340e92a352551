/**
 * The hooks of a configuration file, made ready: what can be wrong is found before the server
 * begins, and not at night when the camera is lost.
 *
 * @module
 */
import { access, constants, stat } from 'node:fs/promises'
import { basename, delimiter, join } from 'node:path'
import { commandErrand } from '../events/command.ts'
import type { Hook } from '../events/hooks.ts'
import { webhookErrand } from '../events/webhook.ts'
import { Failure } from './failure.ts'
import type { HookConfiguration } from './hook-configuration.ts'
import type { Settings } from './settings.ts'
import { suggest } from './suggestion.ts'

/** Makes the hooks of a server. @throws {Failure} that names everything wrong in them. */
export async function hooksOf(
  { hooks, cameras, push }: Pick<Settings, 'hooks' | 'cameras' | 'push'>,
  /** Zoetrope's. */
  version: string,
): Promise<Hook[]> {
  const problems: string[] = []
  const known = cameras.map(({ name }) => name)
  for (const [at, hook] of hooks.entries()) {
    // Publishers may make cameras of any name.
    const unknown = push.create ? [] : strangers(hook, known)
    const found = [...unknown, ...(await missing(hook))]
    problems.push(...found.map((problem) => `\n  hooks[${at}]: ${problem}`))
  }
  if (problems.length === 0) return hooks.map((hook) => hookOf(hook, version))
  const count = problems.length === 1 ? 'a hook cannot work' : 'hooks cannot work'
  throw new Failure(`${count}${problems.join('')}`, { exitCode: 2 })
}

function hookOf(one: HookConfiguration, version: string): Hook {
  const { on, cameras, timeout = 10, debounce = 0 } = one
  const common = { on, cameras, timeout: timeout * 1000, debounce: debounce * 1000 }
  const [program = '', ...args] = one.run ?? []
  if (one.post === undefined) {
    const errand = commandErrand({ program, args })
    return { ...common, label: `run ${basename(program)}`, errand }
  }
  const { post, headers, secret } = one
  const errand = webhookErrand({ url: post, headers, secret, agent: `zoetrope/${version}` })
  return { ...common, label: `post ${originOf(post)}`, errand }
}

/** What may be logged of a URL: its path and query often are its password. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'a URL'
}

function strangers({ cameras = [] }: HookConfiguration, known: readonly string[]): string[] {
  return cameras
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = suggest(name, known)
      const advice = meant ? `did you mean ${meant}?` : `there are ${known.join(', ')}`
      return `there is no camera ${name}; ${advice}`
    })
}

async function missing({ run }: HookConfiguration): Promise<string[]> {
  const [program] = run ?? []
  if (program === undefined) return []
  const isPath = program.includes('/')
  const folders = isPath ? [] : (process.env['PATH'] ?? '').split(delimiter)
  const paths = isPath ? [program] : folders.map((folder) => join(folder, program))
  for (const path of paths) if (await canRun(path)) return []
  const advice = isPath
    ? 'check that it is there, and executable (chmod +x)'
    : 'install it, or give its path'
  return [`there is no program ${program}; ${advice}`]
}

async function canRun(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) return false
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
