/**
 * Controls of cameras that have only their memory.
 *
 * @module
 */
import {
  Cameras,
  type Control,
  type Controls,
  type ControlValues,
  type KeptControl,
} from 'zoetrope'
import { checkControls } from '../../../zoetrope/src/camera/control-check.ts'
import { camera, Feed } from './makers.ts'

/** A whole number. */
export const brightness: Control = {
  name: 'brightness',
  label: 'Brightness',
  group: 'User Controls',
  type: 'integer',
  value: 128,
  default: 128,
  min: 0,
  max: 255,
  step: 1,
}
/** A menu. */
export const flicker: Control = {
  name: 'power_line_frequency',
  label: 'Power line frequency',
  type: 'menu',
  value: 2,
  default: 2,
  choices: [
    { value: 0, label: 'Disabled' },
    { value: 1, label: '50 Hz' },
    { value: 2, label: '60 Hz' },
  ],
}
/** A button. */
export const reset: Control = { name: 'reset', label: 'Reset', type: 'button' }

/** Controls of a camera that has only its memory. */
export class Dials implements Controls {
  readonly asked: ControlValues[] = []
  readonly #kept: KeptControl[] = []
  #controls: readonly Control[]

  constructor(...controls: Control[]) {
    this.#controls = controls
  }

  get kept(): readonly KeptControl[] {
    return this.#kept
  }

  async list(): Promise<readonly Control[]> {
    return this.#controls
  }

  async set(values: ControlValues): Promise<readonly Control[]> {
    const meant = checkControls(this.#controls, values)
    this.asked.push(meant)
    for (const [name, value] of Object.entries(meant)) {
      this.#kept.push({ name, value, from: 'request' })
    }
    this.#controls = this.#controls.map((control) => ({
      ...control,
      value: control.type === 'button' ? undefined : (meant[control.name] ?? control.value),
    }))
    return this.#controls
  }
}

/** One camera, with these. */
export function withControls(controls: Controls): Cameras {
  return new Cameras([camera('desk', Object.assign(new Feed(), { controls }))])
}
