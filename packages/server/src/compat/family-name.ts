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
