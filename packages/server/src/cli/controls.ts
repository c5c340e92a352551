/**
 * `zoetrope controls`: what a camera of this machine can be set to; and setting it.
 *
 * @module
 */
import type { Control, Controls, ControlValue } from 'zoetrope'
import { ZoetropeError } from 'zoetrope'
import { changeLines, controlTable } from './control-table.ts'
import { Failure } from './failure.ts'
import { openAlone } from './opening.ts'
import type { Terminal } from './terminal.ts'

/**
 * Prints the controls of a camera, or sets some and prints what has changed.
 *
 * @param wishes as typed: `NAME=VALUE`.
 * @throws {Failure} when the camera has none, or does not take a wish.
 */
export async function controlsCommand(
  source: string,
  wishes: readonly string[],
  options: { readonly json?: boolean | undefined },
  terminal: Terminal,
): Promise<void> {
  const pairs = wishes.map(pairOf)
  const { controls } = await openAlone(source)
  if (!controls) {
    throw new Failure(`${source} has no controls; cameras plugged in here have: /dev/video0`, {
      exitCode: 2,
    })
  }
  const before = await controls.list()
  const after = pairs.length === 0 ? before : await set(controls, pairs, before)
  if (options.json) terminal.print(`${JSON.stringify(after, undefined, 2)}\n`)
  else if (pairs.length > 0) terminal.print(changeLines(before, after))
  else if (after.length > 0) terminal.print(controlTable(after, terminal.paint))
  else terminal.print(`${source} has nothing that can be set.\n`)
}

type Pair = readonly [name: string, text: string]

function pairOf(wish: string): Pair {
  const [, name, text] = /^([^=]+)=(.*)$/s.exec(wish) ?? []
  if (name !== undefined && text !== undefined) return [name.trim(), text.trim()]
  throw new Failure(`"${wish}" sets nothing; write NAME=VALUE, such as brightness=140`, {
    exitCode: 2,
  })
}

async function set(
  controls: Controls,
  pairs: readonly Pair[],
  known: readonly Control[],
): Promise<readonly Control[]> {
  const values = pairs.map(([name, text]): [string, ControlValue] => {
    const control = known.find((each) => each.name === name)
    return [name, control ? typed(control, text) : text]
  })
  try {
    return await controls.set(Object.fromEntries(values))
  } catch (error) {
    if (!(error instanceof ZoetropeError) || error.code !== 'INVALID_CONTROL') throw error
    throw new Failure(error.message, { exitCode: 2, cause: error })
  }
}

/** What somebody means who typed `text`; as it is where it cannot be that, so that the error shows it. */
function typed({ type }: Control, text: string): ControlValue {
  if (type === 'integer' || type === 'bitmask') {
    return /^(-?\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : text
  }
  if (type !== 'boolean' && type !== 'button') return text
  if (/^(1|true|on|yes)$/i.test(text)) return true
  return /^(0|false|off|no)$/i.test(text) ? false : text
}
