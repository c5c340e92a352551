/**
 * The small bar of buttons, and the keys that do the same.
 *
 * @module
 */
import type { IconName } from './icons.ts'
import { element, icon } from './markup.ts'
import { hasPictureInPicture } from './picture-in-picture.ts'
import { words } from './words.ts'

/** What the buttons do. */
export interface Deeds {
  togglePause(): void
  saveSnapshot(): void
  togglePictureInPicture(): void
  toggleFullScreen(): void
}

/** How things are. */
export interface Conditions {
  readonly isPaused: boolean
  readonly isFull: boolean
  readonly hasPicture: boolean
}

/** The bar of one element. */
export class Controls {
  readonly bar: HTMLElement = element('div', 'controls')
  readonly #pause = button('pause-button')
  readonly #snapshot = button('snapshot-button')
  readonly #float = button('pip-button')
  readonly #full = button('fullscreen-button')

  constructor(deeds: Deeds) {
    this.bar.role = 'toolbar'
    this.bar.ariaLabel = words.controls
    this.#pause.addEventListener('click', deeds.togglePause)
    this.#snapshot.addEventListener('click', deeds.saveSnapshot)
    this.#float.addEventListener('click', deeds.togglePictureInPicture)
    this.#full.addEventListener('click', deeds.toggleFullScreen)
    this.bar.append(this.#pause, this.#snapshot, this.#float, this.#full)
    label(this.#snapshot, 'snapshot', words.snapshot)
    label(this.#float, 'float', words.pictureInPicture)
    this.#float.hidden = !hasPictureInPicture()
    this.#full.hidden = !document.fullscreenEnabled
  }

  /** Shows how things are. */
  show({ isPaused, isFull, hasPicture }: Conditions): void {
    label(this.#pause, isPaused ? 'play' : 'paused', isPaused ? words.play : words.pause)
    label(
      this.#full,
      isFull ? 'shrink' : 'enlarge',
      isFull ? words.leaveFullScreen : words.fullScreen,
    )
    this.#snapshot.disabled = !hasPicture
    this.#float.disabled = !hasPicture
  }
}

/** Does what a key stands for; returns whether it stands for anything. */
export function press(event: KeyboardEvent, deeds: Deeds): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return false
  const isButton = event.composedPath()[0] instanceof HTMLButtonElement
  switch (event.key) {
    case ' ':
      // A button that has the focus takes it for a click.
      if (!isButton) deeds.togglePause()
      return !isButton
    case 's':
      deeds.saveSnapshot()
      return true
    case 'f':
      deeds.toggleFullScreen()
      return true
    default:
      return false
  }
}

function button(part: string): HTMLButtonElement {
  const made = element('button', 'button', `button ${part}`)
  made.type = 'button'
  return made
}

function label(of: HTMLButtonElement, name: IconName, text: string): void {
  if (of.title === text) return
  of.title = text
  of.ariaLabel = text
  of.replaceChildren(icon(name))
}
