/**
 * A camera's settings: brightness, focus, exposure. They are listed with their ranges, so that
 * whoever shows or sets them needs to know nothing of the camera.
 *
 * @module
 */
import { ZoetropeError } from '../errors.ts'

/** What a control is set to. Of a menu it is the number of the item. */
export type ControlValue = number | boolean | string

/** Control -> value. */
export type ControlValues = Readonly<Record<string, ControlValue>>

/** What kind of value a control has. A button has none: it is pressed by setting it to `true`. */
export type ControlType = 'integer' | 'boolean' | 'menu' | 'button' | 'bitmask' | 'string'

/** One item of a menu. */
export interface Choice {
  readonly value: number
  readonly label: string
}

/** One setting of a camera. */
export interface Control {
  /** `white_balance_temperature` */
  readonly name: string
  /** The device's own number for it: V4L2's control id. `undefined` where it has none. */
  readonly id?: number | undefined
  /** For people: `White balance temperature`. */
  readonly label: string
  /** The device's heading above it: `Camera Controls`. `undefined` where it has none. */
  readonly group?: string | undefined
  readonly type: ControlType
  /** `undefined` for what cannot be read: a button. */
  readonly value?: ControlValue | undefined
  readonly default?: ControlValue | undefined
  /** Of an integer; of a string its length. */
  readonly min?: number | undefined
  /** Of an integer; of a string its length; of a bitmask all bits that may be set. */
  readonly max?: number | undefined
  readonly step?: number | undefined
  /** The items of a menu, in the device's order. Numbers may be left out between them. */
  readonly choices?: readonly Choice[] | undefined
  /** Without effect at present, because another control governs it: gain, where gain is automatic. */
  readonly inactive?: boolean | undefined
  /** Cannot be set, or not while the camera runs. */
  readonly readOnly?: boolean | undefined
  /** Changes by itself: what an automatic has found. */
  readonly volatile?: boolean | undefined
}

/** A value that is set again whenever the device is opened. */
export interface KeptControl {
  readonly name: string
  readonly value: ControlValue
  /** Who wants it so: the configuration, or somebody who has set it since. */
  readonly from: 'configuration' | 'request'
}

/** The settings of one camera, which can be listed and changed while it runs. */
export interface Controls {
  /** What is set again whenever the device is opened. @default nothing */
  readonly kept?: readonly KeptControl[]
  /**
   * Every control the device has, with its range and present value.
   *
   * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when the device is not there.
   */
  list(): Promise<readonly Control[]>
  /**
   * Sets controls, several at once: all of them are checked before the first is set. Gives what
   * {@link Controls.list} would then. They stay so until the program ends, even if the device is
   * away in between.
   *
   * @throws {ControlError} when there is no such control, or it cannot have that value.
   * @throws {ZoetropeError} `SOURCE_UNAVAILABLE` when the device is not there, `SOURCE_FAILED` when
   * it refuses.
   */
  set(values: ControlValues): Promise<readonly Control[]>
  /** Calls `listener` with each control that has changed, as far as it shows. Returns a function that cancels. */
  onChange?(listener: (control: Control) => void): () => void
}

/** Thrown for a control that there is not, or that cannot have the value; code `INVALID_CONTROL`. */
export class ControlError extends ZoetropeError {
  readonly control: string
  readonly value: unknown
  /** What would have been right, in words: `a whole number from 0 to 255`. */
  readonly expected: string

  constructor(control: string, { value, expected }: { value: unknown; expected: string }) {
    const got = JSON.stringify(value)?.slice(0, 100) ?? 'nothing'
    super('INVALID_CONTROL', `Expected ${control} to be ${expected}, got ${got}`)
    this.control = control
    this.value = value
    this.expected = expected
  }
}
