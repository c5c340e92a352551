/**
 * The settings of an ESP32's sensor, and the controls of a camera that are the same thing under
 * V4L2's names and in a device's own ranges.
 *
 * A sensor's brightness goes from -2 to 2 and is 0 by itself; a webcam's may go from 0 to 255 and be
 * 128. So settings are laid on controls: the middle on the default, the ends on the ends.
 *
 * @module
 */
import type { Control, ControlValue } from 'zoetrope'

/** How a setting's numbers become a control's, and back. */
export interface Scale {
  /** What it may be, in words. */
  readonly words: string
  /** The control's value; `undefined` where the setting cannot be this number. */
  to(number: number, control: Control): ControlValue | undefined
  /** The setting's number. */
  from(control: Control): number
}

/** A setting, and where it is found. */
export interface Setting {
  /** V4L2's names for it: the present one, then those of older kernels. */
  readonly controls: readonly string[]
  readonly scale: Scale
}

/** Setting -> control, as far as there is one that means the same. */
export const settings: Readonly<Record<string, Setting>> = {
  brightness: { controls: ['brightness'], scale: around(2) },
  contrast: { controls: ['contrast'], scale: around(2) },
  saturation: { controls: ['saturation'], scale: around(2) },
  sharpness: { controls: ['sharpness'], scale: around(3) },
  // Negative, grey and sepia; colour tints have no name in V4L2.
  special_effect: { controls: ['color_effects'], scale: items({ 0: 0, 1: 3, 2: 1, 6: 2 }) },
  // Automatic, sunny, cloudy, office, home.
  wb_mode: {
    controls: ['white_balance_auto_preset'],
    scale: items({ 0: 1, 1: 6, 2: 8, 3: 3, 4: 2 }),
  },
  awb: { controls: ['white_balance_automatic', 'white_balance_temperature_auto'], scale: onOff() },
  // Automatic in full, or by aperture priority, as webcams have it; off is by hand.
  aec: { controls: ['auto_exposure', 'exposure_auto'], scale: automatic() },
  ae_level: { controls: ['auto_exposure_bias'], scale: around(2) },
  aec_value: { controls: ['exposure_time_absolute', 'exposure_absolute'], scale: upTo(1200) },
  agc: { controls: ['gain_automatic', 'autogain'], scale: onOff() },
  agc_gain: { controls: ['gain'], scale: upTo(30) },
  hmirror: { controls: ['horizontal_flip'], scale: onOff() },
  vflip: { controls: ['vertical_flip'], scale: onOff() },
  colorbar: { controls: ['test_pattern'], scale: items({ 0: 0, 1: 1 }) },
}

/** The control that a setting means, if the camera has it. */
export function controlFor(name: string, controls: readonly Control[]): Control | undefined {
  return settings[name]?.controls
    .map((known) => controls.find((control) => control.name === known))
    .find((control) => control !== undefined)
}

/** From `-reach` to `reach`, where 0 is what the camera has by itself. */
function around(reach: number): Scale {
  return {
    words: `a whole number from -${reach} to ${reach}`,
    to(number, control) {
      if (Math.abs(number) > reach) return undefined
      const { low, middle, high } = rangeOf(control)
      const end = number < 0 ? low : high
      return stepped(middle + (Math.abs(number) / reach) * (end - middle), control)
    },
    from(control) {
      const { low, middle, high } = rangeOf(control)
      const value = Number(control.value ?? middle)
      const side = value < middle ? middle - low : high - middle
      return side === 0 ? 0 : Math.round(((value - middle) / side) * reach) || 0
    },
  }
}

/** From 0 to `most`, over the whole range. */
function upTo(most: number): Scale {
  return {
    words: `a whole number from 0 to ${most}`,
    to(number, control) {
      const { low, high } = rangeOf(control)
      const inside = number >= 0 && number <= most
      return inside ? stepped(low + (number / most) * (high - low), control) : undefined
    },
    from(control) {
      const { low, high } = rangeOf(control)
      return high === low
        ? 0
        : Math.round(((Number(control.value ?? low) - low) / (high - low)) * most)
    },
  }
}

/** 1 or 0. */
function onOff(): Scale {
  return {
    words: '0 or 1',
    to: (number) => (number === 0 || number === 1 ? number === 1 : undefined),
    from: ({ value }) => (value === true ? 1 : 0),
  }
}

/** Number -> item of a menu. */
function items(table: Readonly<Record<number, number>>): Scale {
  const numbers = Object.keys(table)
  return {
    words: `one of ${numbers.join(', ')}`,
    to: (number, control) => choice(control, table[number]),
    from: ({ value }) => Number(numbers.find((number) => table[Number(number)] === value) ?? 0),
  }
}

/** V4L2 has several automatics, of which a camera has one or the other, and 1 for none. */
function automatic(): Scale {
  const [full, none, , aperture] = [0, 1, 2, 3]
  return {
    words: '0 or 1',
    to(number, control) {
      if (number === 0) return choice(control, none)
      return number === 1 ? (choice(control, full) ?? choice(control, aperture)) : undefined
    },
    from: ({ value }) => (value === none ? 0 : 1),
  }
}

function choice({ choices = [] }: Control, item: number | undefined): number | undefined {
  return choices.find(({ value }) => value === item)?.value
}

function rangeOf({ type, min = 0, max = 0, default: middle, choices = [] }: Control): {
  readonly low: number
  readonly middle: number
  readonly high: number
} {
  const numbers = type === 'menu' ? choices.map(({ value }) => value) : [min, max]
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  return { low, middle: Number(middle ?? (low + high) / 2), high }
}

/** The nearest value that the control can have. */
function stepped(value: number, control: Control): number {
  const { low, high } = rangeOf(control)
  const step = Math.max(1, control.step ?? 1)
  const steps = Math.min(Math.round((value - low) / step), Math.floor((high - low) / step))
  return low + steps * step
}
