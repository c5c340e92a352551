/**
 * Why a browser does not give its camera, in the few ways that a person can do something about.
 *
 * @module
 */

/** What is in the way. */
export type Trouble =
  /** The page did not come over HTTPS, nor from this machine. */
  | 'insecure'
  /** The browser has no cameras for pages, or not for this one. */
  | 'unsupported'
  /** The person, the browser or the system said no. */
  | 'denied'
  /** There is no camera. */
  | 'absent'
  /** Another program has it, or it fails. */
  | 'busy'
  /** It was there, and went away. */
  | 'vanished'
  | 'unknown'

/** What is known before anybody is asked; `undefined` if nothing is in the way. */
export function troubleBefore({
  isSecure,
  hasCameras,
}: {
  readonly isSecure: boolean
  readonly hasCameras: boolean
}): Trouble | undefined {
  if (!isSecure) return 'insecure'
  return hasCameras ? undefined : 'unsupported'
}

const names: Readonly<Record<string, Trouble>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'absent',
  // The camera that was asked for is not there any more.
  OverconstrainedError: 'absent',
  NotReadableError: 'busy',
  AbortError: 'busy',
  TypeError: 'unsupported',
}

/** What an error of `getUserMedia()` means. */
export function troubleOf(error: unknown): Trouble {
  const name = error instanceof Error ? error.name : ''
  return names[name] ?? 'unknown'
}
