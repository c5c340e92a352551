/**
 * A button, and the key f, that let an element fill the screen.
 *
 * @module
 */
import { icon } from './icons.ts'
import { fill } from './markup.ts'
import { words } from './words.ts'

/** Connects `button` with `element`. The button hides where the browser has no full screen. */
export function offerFullScreen(
  element: Element,
  button: HTMLButtonElement,
  until: AbortSignal,
): void {
  button.hidden = !document.fullscreenEnabled
  const tell = (): void => {
    const full = document.fullscreenElement !== null
    const word = full ? words.leaveFullScreen : words.fullScreen
    fill(button, `${icon(full ? 'shrink' : 'enlarge')}<span>${word}</span>`)
  }
  tell()
  button.addEventListener('click', () => void toggle(element), { signal: until })
  document.addEventListener('fullscreenchange', tell, { signal: until })
}

/** Fills the screen, or stops doing so. */
export async function toggle(element: Element): Promise<void> {
  if (!document.fullscreenEnabled) return
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : element.requestFullscreen())
  } catch {
    // Refused by the browser or a person's setting: the button simply does nothing.
  }
}
