/**
 * What a placeholder says. It stays on the screen as it was drawn, so it tells a moment and never
 * "for two minutes".
 *
 * @module
 */
import type { Scene } from '../camera/placeholder.ts'

const headlines: Record<Scene['state'], string> = {
  starting: 'Starting',
  stalled: 'No picture',
  lost: 'Connection lost',
}

const signs: Record<Scene['state'], string> = { starting: '⦀', stalled: '⧗', lost: '⚠' }

/** How the camera is, in a word or two. */
export function headline({ state }: Scene): string {
  return headlines[state]
}

/** The character that stands for it. */
export function signOf({ state }: Scene): string {
  return signs[state]
}

/**
 * A moment, true for everybody who reads it: `2026-11-21 14:23:08 UTC`, or this machine's time with
 * how far it is from UTC.
 *
 * @param at Milliseconds since the epoch.
 * @param offset Minutes ahead of UTC. @default this machine's at that moment
 */
export function moment(at: number, offset: number = -new Date(at).getTimezoneOffset()): string {
  const local = new Date(Math.floor(at) + offset * 60_000).toISOString()
  return `${local.slice(0, 10)} ${local.slice(11, 19)} UTC${offset === 0 ? '' : zone(offset)}`
}

function zone(offset: number): string {
  const whole = Math.abs(offset)
  const [hours, minutes] = [Math.floor(whole / 60), whole % 60].map((n) => `${n}`.padStart(2, '0'))
  return `${offset < 0 ? '-' : '+'}${hours}:${minutes}`
}
