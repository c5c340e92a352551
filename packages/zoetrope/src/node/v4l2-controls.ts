/**
 * The controls of a V4L2 device: listed, set while it runs, and set again each time it is opened, so
 * that a camera which was unplugged comes back with its own values.
 *
 * @module
 */
import {
  type Control,
  ControlError,
  type Controls,
  type ControlValue,
  type ControlValues,
  type KeptControl,
} from '../camera/control.ts'
import { checkControl, checkControls, governed, inOrder } from '../camera/control-check.ts'
import type { Note } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import { nameIn, otherName } from './v4l2-controls-names.ts'
import { type ControlledDevice, readControls, writeControls } from './v4l2-controls-program.ts'

/** What to set a device's controls to, and with which program. */
export interface ControlOptions extends Pick<ControlledDevice, 'v4l2ctl'> {
  /** Set each time the device is opened. A menu's item may be named by its label. @default none */
  readonly controls?: ControlValues | undefined
}

/** Whether a control is to be set to a value, as it is at present. */
type Choosing = (control: Control, value: ControlValue) => boolean

/** The controls of one device, whether it is there or not. It is asked one thing after the other. */
export class V4l2Controls implements Controls {
  #device: ControlledDevice
  readonly #kept: Map<string, KeptControl>
  readonly #listeners = new Set<(control: Control) => void>()
  #known: readonly Control[] | undefined
  #listing: Promise<readonly Control[]> | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    device: string,
    { controls = {}, ...how }: ControlOptions & Pick<ControlledDevice, 'patience'> = {},
  ) {
    this.#device = { device, v4l2ctl: how.v4l2ctl, patience: how.patience }
    this.#kept = new Map(
      Object.entries(controls).map(([name, value]) => [
        name,
        { name, value, from: 'configuration' },
      ]),
    )
  }

  get kept(): readonly KeptControl[] {
    return [...this.#kept.values()]
  }

  list(): Promise<readonly Control[]> {
    // However many ask while they wait for their turn, the device is asked once for all of them.
    this.#listing ??= this.#inTurn(() => {
      this.#listing = undefined
      return this.#look()
    })
    return this.#listing
  }

  set(values: ControlValues): Promise<readonly Control[]> {
    return this.#inTurn(async () => {
      const controls = await this.#look()
      const wanted = checkControls(controls, underItsName(values, controls))
      try {
        await this.#assign(controls, wanted, refusingInactive)
      } catch (error) {
        // What was set before the device refused is told to those who listen.
        await this.#look().catch(() => {})
        throw error
      }
      this.#keep(controls, wanted)
      return this.#look(wanted)
    })
  }

  onChange(listener: (control: Control) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Sets what is kept, where the device has other values. Never rejects: what cannot be is a remark,
   * because a picture with the wrong brightness is better than none.
   *
   * @param device Where the device is from now on: a camera may come back under another number.
   */
  async restore(note: Note = () => {}, device: string = this.#device.device): Promise<void> {
    this.#device = { ...this.#device, device }
    if (this.#kept.size === 0) return
    await this.#inTurn(() => this.#restore(note)).catch((error: unknown) => {
      note(`controls are left as they are: ${textOf(error)}`, 'warn')
    })
  }

  async #restore(note: Note): Promise<void> {
    const controls = await readControls(this.#device)
    await this.#assign(
      controls,
      this.#wanted(controls, note),
      (control, value) => {
        if (control.value === value) return false
        if (control.inactive) note(governed(control.name, value).message, 'warn')
        return !control.inactive
      },
      (values) => this.#try(values, note),
    )
    await this.#look()
  }

  /** What is kept and can be set, in the words of the device as it is now. */
  #wanted(controls: readonly Control[], note: Note): ControlValues {
    const wanted: [string, ControlValue][] = []
    for (const kept of this.#kept.values()) {
      const name = nameIn(controls, kept.name)
      try {
        wanted.push([name, checkControl(controls, name, kept.value)])
      } catch (error) {
        if (!(error instanceof ControlError)) throw error
        note(error.message, 'warn')
      }
    }
    return Object.fromEntries(wanted)
  }

  /** Sets values one group after the other, each as the one before has left the device. */
  async #assign(
    controls: readonly Control[],
    values: ControlValues,
    choose: Choosing,
    write: (values: ControlValues) => Promise<void> = (chosen) =>
      writeControls(this.#device, chosen),
  ): Promise<void> {
    let present: readonly Control[] | undefined = controls
    for (const group of inOrder(controls, values)) {
      present ??= await readControls(this.#device)
      const named = new Map(present.map((control) => [control.name, control]))
      const chosen = Object.entries(group).filter(([name, value]) => {
        const control = named.get(name)
        return control && choose(control, value)
      })
      if (chosen.length === 0) continue
      await write(Object.fromEntries(chosen))
      present = undefined
    }
  }

  /** Sets what the device lets itself be set to; the rest is a remark. */
  async #try(values: ControlValues, note: Note): Promise<void> {
    const entries = Object.entries(values)
    try {
      await writeControls(this.#device, values)
    } catch (error) {
      // A device that is gone or mute need not be asked for each control.
      if (!(error instanceof ZoetropeError) || error.code === 'SOURCE_UNAVAILABLE') throw error
      if (entries.length === 1) return note(error.message, 'warn')
      for (const entry of entries) await this.#try(Object.fromEntries([entry]), note)
    }
  }

  /** Remembers what was set; but who has pressed a button does not want it pressed again and again. */
  #keep(controls: readonly Control[], values: ControlValues): void {
    for (const { name, type } of controls) {
      const value = values[name]
      if (value === undefined || type === 'button') continue
      this.#kept.delete(otherName(name) ?? name)
      this.#kept.set(name, { name, value, from: 'request' })
    }
  }

  /** Reads all controls, and tells what has changed. @param just What was set a moment ago. */
  async #look(just: ControlValues = {}): Promise<readonly Control[]> {
    const before = this.#known
    const controls = await readControls(this.#device)
    this.#known = controls
    for (const control of controls) {
      const old = before?.find(({ name }) => name === control.name)
      const set = just[control.name]
      if (old && hasChanged(old, control)) this.#tell(control)
      else if (set !== undefined && control.value === undefined) {
        this.#tell({ ...control, value: set })
      }
    }
    return controls
  }

  #tell(control: Control): void {
    for (const listener of this.#listeners) listener(control)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => {})
    return result
  }
}

/** What an automatic finds, or a counter counts, changes all the time; that is no news. */
function hasChanged(old: Control, { value, ...control }: Control): boolean {
  if (old.inactive !== control.inactive) return true
  const restless = control.volatile || (control.readOnly && control.type === 'integer')
  return old.value !== value && !control.inactive && !restless
}

function refusingInactive({ name, inactive }: Control, value: ControlValue): boolean {
  if (inactive) throw governed(name, value)
  return true
}

function underItsName(values: ControlValues, controls: readonly Control[]): ControlValues {
  const entries = Object.entries(values)
  return Object.fromEntries(entries.map(([name, value]) => [nameIn(controls, name), value]))
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
