/**
 * Linux 5.16 gave some controls other names. A configuration is to outlive that, in both directions.
 *
 * @module
 */
import type { Control } from '../camera/control.ts'

const RENAMINGS: readonly (readonly [string, string])[] = [
  ['exposure_auto', 'auto_exposure'],
  ['exposure_absolute', 'exposure_time_absolute'],
  ['exposure_auto_priority', 'exposure_dynamic_framerate'],
  ['white_balance_temperature_auto', 'white_balance_automatic'],
  ['focus_auto', 'focus_automatic_continuous'],
]

const OTHER: ReadonlyMap<string, string> = new Map(
  RENAMINGS.flatMap(([old, now]) => [
    [old, now],
    [now, old],
  ]),
)

/** What another version of Linux calls the same control. */
export function otherName(name: string): string | undefined {
  return OTHER.get(name)
}

/** The name that a control has on this system; the name itself where it has none. */
export function nameIn(controls: readonly Control[], name: string): string {
  const known = (wanted: string): boolean => controls.some((control) => control.name === wanted)
  const other = otherName(name)
  return other !== undefined && !known(name) && known(other) ? other : name
}
