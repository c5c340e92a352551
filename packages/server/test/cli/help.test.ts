import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { paint } from '../../src/cli/paint.ts'
import { createProgram } from '../../src/cli/program.ts'
import { run } from './commands.ts'

const plain = {
  print: () => {},
  remark: () => {},
  attended: false,
  paint: paint(false),
  remarkPaint: paint(false),
}

/** Every word of the examples that begins with `--`. */
function optionsIn(help: string): string[] {
  const examples = help.slice(help.indexOf('Examples:'))
  return examples.match(/(?<= )--[a-z-]+/g) ?? []
}

describe('help', () => {
  test('teaches by example, and fits into 80 columns', async () => {
    const asked = [
      ['--help'],
      ['help', 'serve'],
      ['snapshot', '-h'],
      ['devices', '-h'],
      ['controls', '-h'],
      ['discover', '-h'],
      ['integrate', '-h'],
      ['probe', '-h'],
    ]
    for (const words of asked) {
      const { code, out, err } = await run(words)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(`${out}`.match(/^ +zoetrope /gm)?.length).toBeGreaterThanOrEqual(3)
      for (const line of `${out}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    }
  })

  test('its examples use options that exist', () => {
    const program = createProgram({ terminal: plain, version: '0', words: [] })
    const known = program.commands.flatMap(({ options }) => options.map(({ long }) => long))
    let help = ''
    for (const command of [program, ...program.commands]) {
      command.configureOutput({ writeOut: (text) => (help += text) })
      command.outputHelp()
    }
    expect(optionsIn(help)).toContain('--open')
    for (const option of optionsIn(help)) expect([...known, '--help']).toContain(option)
  })

  test('--version is that of the package', async () => {
    const path = new URL('../../package.json', import.meta.url)
    const { version } = JSON.parse(await readFile(path, 'utf8'))
    expect(`${(await run(['--version'])).out}`).toBe(`${version}\n`)
  })
})

test('devices --json is a list', async () => {
  const { code, out } = await run(['devices', '--json'])
  expect(code).toBe(0)
  expect(Array.isArray(JSON.parse(`${out}`))).toBe(true)
})

test('config-schema is a JSON Schema', async () => {
  const { code, out } = await run(['config-schema'])
  expect(code).toBe(0)
  expect(JSON.parse(`${out}`)).toMatchObject({
    $schema: expect.stringContaining('json-schema.org'),
    properties: { cameras: {}, server: {} },
  })
})
