/**
 * Asks and sets the controls of a device through `v4l2-ctl`.
 *
 * A child may wait for a slow USB device, five seconds for each request at worst, where the same
 * question to the kernel would hold up this whole process (docs/decisions/0007-v4l2-through-ffmpeg.md).
 *
 * @module
 */
import { access, constants } from 'node:fs/promises'
import {
  type Control,
  ControlError,
  type ControlValue,
  type ControlValues,
} from '../camera/control.ts'
import { ZoetropeError } from '../errors.ts'
import { type Printed, run } from './program.ts'
import { parseControls } from './v4l2-controls-listing.ts'

/** Which device, and with which program. */
export interface ControlledDevice {
  readonly device: string
  /** Path or name of v4l2-ctl. @default `v4l2-ctl` from the PATH */
  readonly v4l2ctl?: string | undefined
  /** Milliseconds that the device may take to answer; USB devices have been seen to take seconds. @default 10000 */
  readonly patience?: number | undefined
}

const INSTALL = 'controls are set through it: apt-get install v4l-utils'

/**
 * Every control the device has.
 *
 * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when the program or the device is not there, or does
 * not answer; `SOURCE_FAILED` when the device refuses.
 */
export async function readControls(device: ControlledDevice): Promise<Control[]> {
  return parseControls(await ask(device, ['--list-ctrls-menus']))
}

/**
 * Sets controls to values that are known to be right.
 *
 * @throws {ControlError} for text that v4l2-ctl cannot take.
 * @throws {ZoetropeError} as {@link readControls}.
 */
export async function writeControls(
  device: ControlledDevice,
  values: ControlValues,
): Promise<void> {
  const words = Object.entries(values).map(([name, value]) => `${name}=${wordOf(name, value)}`)
  await ask(device, ['--set-ctrl', words.join(',')])
}

async function ask(of: ControlledDevice, args: readonly string[]): Promise<string> {
  const { device, v4l2ctl: program = 'v4l2-ctl', patience = 10_000 } = of
  const command = { program, args: ['--device', device, ...args], install: INSTALL }
  const printed = await run(command, patience)
  if (printed.code === 0) return printed.text
  throw (await absence(device)) ?? failure(device, printed, patience)
}

/** The device is asked for only once it has failed: one that is there can be gone a moment later. */
async function absence(device: string): Promise<ZoetropeError | undefined> {
  const code = await access(device, constants.R_OK | constants.W_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  )
  if (code === undefined) return undefined
  const reason = code === 'ENOENT' ? 'is not there' : `may not be opened by you (${code})`
  return new ZoetropeError('SOURCE_UNAVAILABLE', `${device} ${reason}`)
}

function failure(device: string, { code, lastLines }: Printed, patience: number): ZoetropeError {
  if (code === null) {
    const text = `${device} did not answer within ${patience} ms`
    return new ZoetropeError('SOURCE_UNAVAILABLE', text)
  }
  // The name of the ioctl that failed has a line of its own, before the words.
  const words = lastLines.findLast((line) => !line.startsWith('VIDIOC_')) ?? lastLines.at(-1)
  const why = words ?? `v4l2-ctl ended with code ${code}`
  return new ZoetropeError('SOURCE_FAILED', `${device} refused: ${why}`)
}

function wordOf(name: string, value: ControlValue): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  // Where a C long has 32 bits, v4l2-ctl takes the upper half of them as negative numbers only.
  if (typeof value === 'number')
    return `${value > 0x7fffffff && value <= 0xffffffff ? value | 0 : value}`
  if (!value.includes(',')) return value
  throw new ControlError(name, {
    value,
    expected: 'text without a comma, which v4l2-ctl cannot take',
  })
}
