/**
 * The command that a service runs for ever: `serve` with what was typed, every path absolute,
 * because a service has another folder to begin in.
 *
 * @module
 */
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { parseCameraSpec } from 'zoetrope/node'
import type { Service } from '../integrate/setup.ts'
import { isPlaceholderWord } from './placeholder.ts'
import type { ServeOptions, Settings } from './settings.ts'

/** Options whose value is a path. */
const PATHS: readonly string[] = ['config', 'public', 'tlsCert', 'tlsKey', 'socket']

/** What was asked for, as it was typed. */
export interface Asked {
  readonly sources: readonly string[]
  readonly options: ServeOptions
}

/** Makes the service of settings and the words that they came from. */
export function serviceOf(settings: Settings, { sources, options }: Asked): Service {
  const [, script = 'zoetrope'] = process.argv
  const given = Object.entries(options).map(([key, value]) => optionOf(key, value))
  const program = [process.execPath, resolve(script)]
  const read = settings.cameras.flatMap(({ source, placeholder }) => [
    ...pathsIn(source),
    ...(isPlaceholderWord(placeholder) ? [] : [resolve(placeholder)]),
  ])
  return {
    command: [...program, 'serve', ...sources.map(absoluteSource), ...given.flatMap(wordsOf)],
    paths: [...program, ...read, ...given.flatMap(({ path }) => path ?? []), ...filesOf(settings)],
    user: process.env['SUDO_USER'] ?? nameOfUser(),
    opensDevices: settings.cameras.some(({ source }) =>
      /^(\/dev\/|rpicam:|exec:|ffmpeg:)/.test(source),
    ),
    port: settings.port,
    renews: typeof settings.tls === 'object',
    runsPrograms:
      settings.cameras.some(({ source }) => source.startsWith('exec:')) ||
      settings.hooks.some(({ run }) => run !== undefined),
    isConfigured: options.config !== undefined,
  }
}

interface Given {
  readonly flag: string
  readonly values: readonly string[]
  readonly path?: string
}

function optionOf(key: string, value: unknown): Given {
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  if (value === true) return { flag, values: [] }
  const text = Array.isArray(value) ? value.join(',') : String(value)
  const isPath = PATHS.includes(key) || (key === 'placeholder' && !isPlaceholderWord(text))
  if (!isPath) return { flag, values: [text] }
  const path = resolve(text)
  return { flag, values: [path], path }
}

function wordsOf({ flag, values }: Given): string[] {
  return [flag, ...values]
}

function filesOf({ publicDir, tls }: Settings): string[] {
  const files = typeof tls === 'object' ? [tls.cert, tls.key] : []
  return [...files, publicDir].flatMap((path) => (path === undefined ? [] : resolve(path)))
}

/** A command's words are looked through as well: what it reads lies mostly at an absolute path. */
function pathsIn(source: string): string[] {
  if (!hasScheme(source)) return [resolve(source)]
  return /^(exec|ffmpeg):/.test(source)
    ? source.split(/[\s:'"]+/).filter((word) => word.startsWith('/'))
    : []
}

function absoluteSource(text: string): string {
  const { name, source } = parseCameraSpec(text)
  if (source === '-') {
    throw new RangeError('A service has no standard input; use exec:COMMAND for a program')
  }
  const absolute = hasScheme(source) ? source : resolve(source)
  return name === undefined ? absolute : `${name}=${absolute}`
}

function hasScheme(source: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(source)
}

function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    // In containers people are often a number without a name.
    return String(process.getuid?.() ?? 'zoetrope')
  }
}
