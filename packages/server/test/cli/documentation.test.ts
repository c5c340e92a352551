import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { configurationJsonSchema } from '../../src/cli/configuration.ts'
import { parseConfiguration, readConfiguration } from '../../src/cli/configuration-file.ts'
import { paint } from '../../src/cli/paint.ts'
import { createProgram } from '../../src/cli/program.ts'
import { settingsOf } from '../../src/cli/settings.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))

const page = await readFile(at('docs/configuration.md'), 'utf8')

/** The dotted keys of a JSON Schema; a map's keys are called NAME, those in a list follow []. */
function keysOf(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties, additionalProperties, items, anyOf = [] } = schema as Record<string, object>
  const inside = [
    ...Object.entries(properties ?? {}),
    ...(additionalProperties ? [['NAME', additionalProperties] as const] : []),
  ].flatMap(([key, value]) => keysOf(value, path ? `${path}.${key}` : key))
  const chosen = Object.values(anyOf).flatMap((choice) => keysOf(choice, path))
  const listed = items && 'properties' in items ? keysOf(items, `${path}[]`) : []
  const found = [...inside, ...chosen, ...listed].filter((key) => key !== path)
  return found.length > 0 ? found : [path]
}

describe('docs/configuration.md', () => {
  test('has every key of the schema', () => {
    const keys = keysOf(configurationJsonSchema())
    expect(keys).toContain('cameras.NAME.ring.maxAge')
    for (const key of keys) expect(page).toContain(`\`${key}\``)
  })

  test('has every option of serve, and none that is not there', () => {
    const still = { print: () => {}, remark: () => {}, attended: false }
    const terminal = { ...still, paint: paint(false), remarkPaint: paint(false) }
    const program = createProgram({ terminal, version: '0', words: [] })
    const serve = program.commands.find((command) => command.name() === 'serve')
    const known = serve?.options.flatMap(({ long }) => long ?? []) ?? []
    for (const option of known)
      expect(page).toContain(`\`${option}\``.replace('--config', '--host'))
    const named = page.match(/(?<=`)--[a-z-]+(?=`)/g) ?? []
    for (const option of named) expect(known).toContain(option)
  })

  test('tells the true defaults', () => {
    const { host, port, basePath, open, logLevel } = settingsOf([], {})
    expect(page).toContain(`| \`server.host\` | \`--host\` | \`${host}\` |`)
    expect(page).toContain(`\`--port\` | \`${port}\` |`)
    expect(page).toContain(`\`--base-path\` | \`${basePath}\` |`)
    expect(page).toContain(`\`--open\` | \`${open}\` |`)
    expect(page).toContain(`\`--log-level\` | \`${logLevel}\` |`)
  })

  test('has examples that are good configurations', () => {
    const examples = Array.from(
      page.matchAll(/^```yaml\n([\s\S]*?)^```/gm),
      ([, text = '']) => text,
    )
    expect(examples.length).toBeGreaterThanOrEqual(3)
    for (const text of examples) {
      const { cameras } = parseConfiguration(text, 'example', { DOOR_PASSWORD: 'x' })
      expect(Object.keys(cameras ?? {}).length).toBeGreaterThan(0)
    }
  })
})

test('examples/zoetrope.yaml is a good configuration', async () => {
  const configuration = await readConfiguration(at('examples/zoetrope.yaml'))
  const { cameras } = settingsOf([], {}, { configuration, folder: 'examples' })
  expect(cameras.map(({ name }) => name)).toEqual(['pattern', 'bench', 'phone', 'loop'])
  expect(cameras.at(-1)?.ring).toEqual({ capacity: 600, maxBytes: 2 ** 28, maxAge: 300_000 })
})
