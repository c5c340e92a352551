/**
 * The names of the servers whose addresses are answered beside this server's own: as the
 * configuration has them.
 *
 * @module
 */

/** Every such server. Their addresses collide neither with one another nor with this server's own. */
export const familyNames = ['mjpg-streamer', 'ustreamer', 'go2rtc', 'picamera', 'openmv'] as const

/** What one is called in the configuration. */
export type FamilyName = (typeof familyNames)[number]

/** Every one of `names` as it is. @throws {RangeError} for one that is none. */
export function checkedFamilies(names: readonly FamilyName[]): readonly FamilyName[] {
  const stranger = names.find((name) => !familyNames.includes(name))
  if (stranger === undefined) return names
  throw new RangeError(`Expected compat to be some of ${familyNames.join(', ')}, got "${stranger}"`)
}
