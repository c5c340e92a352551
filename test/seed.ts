/**
 * Property tests draw the same cases at every run, so that a red run means a change and not a throw of
 * dice. `npm run fuzz` throws them: other cases each time, its seed printed by a failure.
 *
 * @module
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['FUZZ_SEED'] ?? 1) })
