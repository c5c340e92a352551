/**
 * Short runs of a program for what it prints: versions, listings, probes.
 *
 * @module
 */
import { Child, type Command } from './child.ts'

/** What a program printed, and how it ended. */
export interface Printed {
  readonly text: string
  readonly code: number | null
  /** The last lines of its standard error. */
  readonly lastLines: readonly string[]
}

/** No listing is longer; a program that prints more is cut off. */
const LONGEST = 4 * 1024 * 1024

/**
 * Runs `command` to its end and gives what it wrote to its standard output. `code` is `null` when it
 * was ended by a signal: after `timeout` milliseconds it is.
 *
 * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when the program is not there.
 */
export async function run(command: Command, timeout = 10_000): Promise<Printed> {
  const child = await Child.start(command)
  const timer = setTimeout(() => void child.end(), timeout)
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of child.output()) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > LONGEST) break
    }
    const { code } = await child.exit
    return { text, code, lastLines: child.lastLines }
  } finally {
    clearTimeout(timer)
    await child.end()
  }
}
