import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runProgram } from '../../src/node/program-run.ts'
import { descendants } from './children.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'zoetrope-run-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** Runs a script of the shell, with `$1` and so on. */
function script(text: string, ...args: string[]) {
  return { program: 'sh', args: ['-c', text, 'sh', ...args] }
}

test('a program gets its arguments, its input and its environment', async () => {
  const file = join(folder(), 'seen')
  const text = 'echo "$1|$(cat)|$COLOUR|$HOME" > "$2"'
  const end = await runProgram({
    ...script(text, 'a "b" $HOME', file),
    input: 'from outside',
    environment: { COLOUR: 'red; true' },
  })
  expect(end).toEqual({ code: 0, cut: undefined, lastLines: [] })
  expect(readFileSync(file, 'utf8')).toBe(
    `a "b" $HOME|from outside|red; true|${process.env['HOME']}\n`,
  )
})

test('its last words and its exit code are kept, however much it prints', async () => {
  const end = await runProgram(script('yes | head -c 5000000; echo broken >&2; exit 7'))
  expect(end).toEqual({ code: 7, cut: undefined, lastLines: ['broken'] })
})

test('one that takes too long is ended with all that it started', async () => {
  const end = await runProgram({ ...script('sleep 1000 & sleep 1000'), timeout: 50 })
  expect(end).toMatchObject({ code: null, cut: 'timeout' })
  expect(descendants()).toEqual([])
})

test('one that does not listen is ended all the same when the signal aborts', async () => {
  const stop = new AbortController()
  const file = join(folder(), 'ready')
  const running = runProgram({
    ...script('trap "" TERM; touch "$1"; while true; do sleep 0.1; done', file),
    signal: stop.signal,
  })
  while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve))
  stop.abort()
  expect(await running).toMatchObject({ code: null, cut: 'aborted' })
  expect(descendants()).toEqual([])
})

test('what it leaves running is ended when it ends', async () => {
  expect(await runProgram(script('sleep 1000 &'))).toMatchObject({ code: 0, cut: undefined })
  expect(descendants()).toEqual([])
})

test('a signal that has aborted before ends it at once', async () => {
  const end = await runProgram({ ...script('sleep 1000'), signal: AbortSignal.abort() })
  expect(end.cut).toBe('aborted')
})

test('a program that is not there is said so', async () => {
  await expect(runProgram({ program: 'no-such-program' })).rejects.toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
  })
})
