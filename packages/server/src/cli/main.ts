/**
 * The command `zoetrope`: reads the command line, runs it, and turns the outcome into an exit code.
 *
 * 0: done, or ended as asked. 1: something failed while running. 2: the command line or the
 * configuration is wrong.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { CommanderError } from 'commander'
import { createProgram } from './program.ts'
import { forgiveClosedPipes, terminal } from './terminal.ts'

const words = process.argv.slice(2)

// Found by its name, and no longer with the passwords of its cameras in the list of processes.
process.title = 'zoetrope'
forgiveClosedPipes()
process.on('uncaughtException', (error) => void fail(error).then(() => process.exit()))
try {
  await createProgram({ terminal, version: version(), words }).parseAsync(words, { from: 'user' })
} catch (error) {
  await fail(error)
}
// Everything is closed by now. Should something still be open, it is not worth waiting for.
setTimeout(() => process.exit(), 1000).unref()

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const facts: unknown = JSON.parse(text)
  const found = typeof facts === 'object' && facts !== null ? Reflect.get(facts, 'version') : ''
  return String(found)
}

async function fail(error: unknown): Promise<void> {
  if (error instanceof CommanderError) {
    // Commander has said what was wrong, or printed the help that was asked for.
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  // The library is loaded for its errors only where there is one.
  const { describeFailure, exitCodeOf } = await import('./failure.ts')
  process.exitCode ||= exitCodeOf(error)
  terminal.remark(describeFailure(error, { stack: wantsStack() }))
}

function wantsStack(): boolean {
  return /--log-level[ =](debug|trace)\b/.test(words.join(' '))
}
