/**
 * Ctrl-C and its relatives. The first one asks for a clean end, the second one ends at once.
 *
 * @module
 */
import { constants } from 'node:os'

/** Signals that ask to end: Ctrl-C, `kill`, the terminal that closes. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A signal that asks to end. */
export type EndSignal = (typeof SIGNALS)[number]

/**
 * Aborts at the first signal, whose name is the reason. Another one ends the program on the spot.
 *
 * @param options.spared A signal that means something else here.
 */
export function interruption(
  options: { readonly spared?: EndSignal | undefined } = {},
): AbortSignal {
  const controller = new AbortController()
  for (const name of SIGNALS.filter((each) => each !== options.spared)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(codeOf(name))
      controller.abort(name)
    })
  }
  return controller.signal
}

/** The exit code by which a shell tells that a signal ended a program: 130 for Ctrl-C. */
export function codeOf(name: EndSignal): number {
  return 128 + constants.signals[name]
}
