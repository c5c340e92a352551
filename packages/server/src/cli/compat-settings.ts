/**
 * Which other servers' addresses are answered: the command line laid over the configuration file.
 *
 * @module
 */
import { type FamilyName, familyNames } from '../compat/family-name.ts'
import type { ListenersOptions } from '../compat/listener.ts'

/** `server.compat` of a configuration file. A server that it does not name is imitated, where it needs no port. */
export type CompatConfiguration = Readonly<Partial<Record<FamilyName, boolean | undefined>>> &
  ListenersOptions

/** The option of `zoetrope serve` about it. */
export interface CompatOptions {
  /** These, and no others. */
  readonly compat?: readonly FamilyName[] | undefined
}

/** The servers to imitate. */
export function compatOf(
  { compat }: CompatOptions,
  file: CompatConfiguration = {},
): readonly FamilyName[] {
  return compat ?? familyNames.filter((name) => file[name] ?? true)
}
