/**
 * `zoetrope probe`: says what is wrong with any MJPEG stream or snapshot, who breaks on it, and what
 * to do.
 *
 * The exit code tells scripts: 0 all is well (notes do not count), 3 warnings, 4 errors; 1 and 2 mean
 * what they mean everywhere: the probe itself failed, or the command line is wrong.
 *
 * @module
 */
import { probe } from '../probe/probe.ts'
import type { ProbeReport, Verdict } from '../probe/report.ts'
import { type Target, targetOf } from '../probe/target.ts'
import { Failure, withoutCredentials } from './failure.ts'
import { codeOf, interruption } from './interruption.ts'
import { probeText } from './probe-text.ts'
import type { Terminal } from './terminal.ts'

/** The options of `zoetrope probe`. */
export interface ProbeCommandOptions {
  readonly quick?: boolean | undefined
  readonly json?: boolean | undefined
  /** Seconds until an answer must have begun. */
  readonly timeout: number
}

const EXIT_CODES: Readonly<Record<Verdict, number>> = { clean: 0, warnings: 3, errors: 4 }

/** Looks at an address and prints a report. @throws {Failure} where it is no address of the web. */
export async function probeCommand(
  address: string,
  options: ProbeCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const target = targetOf(address, options.timeout * 1000)
  if (!target) {
    const text = `expected an address of the web, such as http://10.0.0.7:8080/stream, got ${address}`
    throw new Failure(withoutCredentials(text), { exitCode: 2 })
  }
  const asked = interruption()
  const report = await look(target, { options, terminal, signal: asked })
  if (!report) {
    if (asked.aborted) process.exitCode = codeOf(asked.reason)
    throw new Failure('given up; there is no report')
  }
  process.exitCode = EXIT_CODES[report.verdict]
  const text = options.json
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : probeText(report, terminal.paint)
  terminal.print(text)
}

/** `undefined` where somebody pressed Ctrl-C. */
async function look(
  target: Target,
  {
    options,
    terminal,
    signal,
  }: { options: ProbeCommandOptions; terminal: Terminal; signal: AbortSignal },
): Promise<ProbeReport | undefined> {
  const line = progressLine(terminal)
  try {
    return await probe(target, { quick: options.quick === true, signal, progress: line.show })
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  } finally {
    line.clear()
  }
}

/** One line that says what is looked at now, and goes when there is more to say. */
function progressLine({ attended, remark, remarkPaint }: Terminal): {
  show: (what: string) => void
  clear: () => void
} {
  const clear = (): void => {
    if (attended) remark('\r\u001b[K')
  }
  const show = (what: string): void => {
    if (!attended) return
    clear()
    remark(remarkPaint.dim(`looking at ${what} ...`))
  }
  return { show, clear }
}
