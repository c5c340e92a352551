import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commandErrand } from '../../src/events/command.ts'
import type { ErrandLimits } from '../../src/events/errand.ts'
import { became } from './entries.ts'

/** A script in a folder of its own, which is its working place. */
function script(text: string): { program: string; read(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'zoetrope-hook-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const program = join(folder, 'hook.sh')
  writeFileSync(program, `#!/bin/sh\ncd "$(dirname "$0")"\n${text}\n`)
  chmodSync(program, 0o755)
  return { program, read: (name) => readFileSync(join(folder, name), 'utf8') }
}

function limits(rest: Partial<ErrandLimits> = {}): ErrandLimits {
  return { timeout: 10_000, signal: new AbortController().signal, ...rest }
}

const lost = became('lost', 'front', 'gone; $(touch pwned) `touch pwned`')

test('a program gets the facts as arguments, as JSON on its input, and as variables', async () => {
  const { program, read } = script('printf "%s\\n" "$#" "$@" > args; cat > input; env > env')
  await commandErrand({ program, args: ['{camera} is {to}', '{reason}', '{name}', '{}'] })(
    lost,
    limits(),
  )
  const reason = 'gone; $(touch pwned) `touch pwned`'
  expect(read('args').split('\n')).toEqual(['4', 'front is lost', reason, '', '{}', ''])
  expect(JSON.parse(read('input'))).toEqual(lost)
  expect(read('input').endsWith('}\n')).toBe(true)
  const variables = read('env').split('\n')
  expect(variables).toContain('ZOETROPE_CAMERA=front')
  expect(variables).toContain('ZOETROPE_TYPE=state')
  expect(variables).toContain(`ZOETROPE_ID=${lost.id}`)
  expect(variables).toContain(`ZOETROPE_REASON=${reason}`)
  expect(() => read('pwned')).toThrow('ENOENT')
})

test('one that fails is quoted with its last words', async () => {
  const { program } = script('echo one >&2; echo "no such bell" >&2; exit 3')
  await expect(commandErrand({ program, args: [] })(lost, limits())).rejects.toThrow(
    'it ended with code 3; one; no such bell',
  )
})

test('one that takes too long is ended and has failed', async () => {
  const { program } = script('sleep 1000')
  await expect(commandErrand({ program, args: [] })(lost, limits({ timeout: 50 }))).rejects.toThrow(
    'it took longer than 0.05 s',
  )
})

test('one that reads nothing of its input does not matter', async () => {
  const { program } = script('exec <&-; exit 0')
  await commandErrand({ program, args: [] })(lost, limits())
})

test('one that the end of the server ends has not failed', async () => {
  const { program } = script('sleep 1000')
  await commandErrand({ program, args: [] })(lost, limits({ signal: AbortSignal.abort() }))
})

test('a program that went away since the start is said so', async () => {
  await expect(
    commandErrand({ program: '/nowhere/alarm', args: [] })(lost, limits()),
  ).rejects.toThrow('/nowhere/alarm is not installed')
})
