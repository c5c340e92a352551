/**
 * The last good frame as it was. It looks live and is not: only for those who look at the part's
 * headers, or would rather be fooled than disturbed.
 *
 * @module
 */
import type { Placeholder } from '../camera/placeholder.ts'
import { drawCard } from './card.ts'

/** Shows the last good frame unchanged; a card where there is none. */
export function lastFramePlaceholder(): Placeholder {
  return (scene) => scene.newest?.jpeg ?? drawCard(scene)
}
