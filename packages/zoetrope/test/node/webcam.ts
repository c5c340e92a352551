/**
 * A webcam whose v4l2-ctl is `webcam-ctl.sh`.
 *
 * @module
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** As it comes from the factory, and each time it is plugged in. */
const FRESH = 'brightness=128\nstubborn=0\nauto_exposure=3\nexposure_time_absolute=250\n'

/** One webcam. Removed after the test. */
export class Webcam {
  /** Where it is, or was last. */
  device = ''
  readonly v4l2ctl: string
  readonly #folder: string

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'zoetrope-webcam-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    this.#folder = folder
    this.v4l2ctl = join(folder, 'v4l2-ctl')
    const script = fileURLToPath(new URL('./webcam-ctl.sh', import.meta.url))
    const line = `exec /bin/sh '${script}' '${folder}' "$@"`
    writeFileSync(this.v4l2ctl, `#!/bin/sh\n${line}\n`, { mode: 0o755 })
    this.plug()
  }

  plug(name = 'video0'): void {
    this.device = join(this.#folder, name)
    writeFileSync(this.device, '')
    writeFileSync(join(this.#folder, 'values'), FRESH)
    writeFileSync(join(this.#folder, 'calls'), '')
  }

  unplug(): void {
    rmSync(this.device)
  }

  /** Lets it answer nothing from now on. */
  fallSilent(): void {
    writeFileSync(join(this.#folder, 'mute'), '')
  }

  /** Sets a value behind everybody's back, as another program does. */
  turn(name: string, value: number): void {
    appendFileSync(join(this.#folder, 'values'), `${name}=${value}\n`)
  }

  get values(): Readonly<Record<string, number>> {
    const pairs = this.#lines('values').map((line) => line.split('='))
    return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]))
  }

  /** What was set, in this order; a line for each run of the program. */
  get sets(): readonly string[] {
    return this.#lines('calls').filter((call) => call !== 'list')
  }

  /** How often it was asked for the list. */
  get lists(): number {
    return this.#lines('calls').length - this.sets.length
  }

  #lines(file: string): string[] {
    return readFileSync(join(this.#folder, file), 'utf8').split('\n').filter(Boolean)
  }
}
