/**
 * The element's attributes, each a property too: what is written in HTML, and what a program sets,
 * is the same thing.
 *
 * @module
 */
import type { ZoetropeViewEventMap } from './events.ts'
import type { OverlayMode } from './overlay.ts'
import type { Mirror, Rotation } from './pose.ts'
import { type TransportName, transports } from './transport.ts'

const fits = ['contain', 'cover', 'fill', 'none'] as const
const mirrors = ['none', 'horizontal', 'vertical', 'both'] as const
const rotations = [0, 90, 180, 270] as const
const overlays = ['auto', 'none', 'full'] as const
const ways = ['auto', ...transports] as const

/** What of the element's is heard when it changes. */
export const attributes: readonly string[] = [
  ...['src', 'camera', 'transport', 'fps', 'paused', 'eager'],
  ...['rotate', 'mirror', 'fit', 'controls', 'alt', 'overlay', 'placeholder'],
]

// On a server there are no elements, and none is ever made: there the class only has to be there.
const Base: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement)

/** Reads and writes them. A value that is none of those named counts as the first. */
export class ViewAttributes extends Base {
  /** The address of a stream, of a camera of a Zoetrope server, or of its `/live`. */
  get src(): string {
    return this.#text('src')
  }
  set src(value: string | null | undefined) {
    this.#write('src', value)
  }

  /** The camera's name, where `src` does not say it. */
  get camera(): string {
    return this.#text('camera')
  }
  set camera(value: string | null | undefined) {
    this.#write('camera', value)
  }

  /** How the picture fills the element, as CSS's object-fit has it. @default 'contain' */
  get fit(): (typeof fits)[number] {
    return oneOf(fits, this.#text('fit'))
  }
  set fit(value: (typeof fits)[number] | null | undefined) {
    this.#write('fit', value)
  }

  /** Degrees clockwise. @default 0 */
  get rotate(): Rotation {
    return oneOf(rotations, Number(this.#text('rotate')))
  }
  set rotate(value: Rotation | null | undefined) {
    this.#write('rotate', value)
  }

  /** Mirrors what is seen, after it was turned. @default 'none' */
  get mirror(): Mirror {
    return oneOf(mirrors, this.#text('mirror'))
  }
  set mirror(value: Mirror | null | undefined) {
    this.#write('mirror', value)
  }

  /** Shows the picture that is there, and has no connection. @default false */
  get paused(): boolean {
    return this.hasAttribute('paused')
  }
  set paused(value: boolean) {
    this.toggleAttribute('paused', value)
  }

  /** Shows a bar of buttons, and takes keys. @default false */
  get controls(): boolean {
    return this.hasAttribute('controls')
  }
  set controls(value: boolean) {
    this.toggleAttribute('controls', value)
  }

  /** Watches also where nobody sees it: off screen, and in a hidden tab. @default false */
  get eager(): boolean {
    return this.hasAttribute('eager')
  }
  set eager(value: boolean) {
    this.toggleAttribute('eager', value)
  }

  /** Frames per second at most; `undefined` for no limit. */
  get fps(): number | undefined {
    const fps = Number(this.#text('fps'))
    return fps > 0 && fps <= 240 ? fps : undefined
  }
  set fps(value: number | null | undefined) {
    this.#write('fps', value)
  }

  /** What the picture shows, for those who do not see it. */
  get alt(): string {
    return this.#text('alt')
  }
  set alt(value: string | null | undefined) {
    this.#write('alt', value)
  }

  /** When the state is written on the picture: `auto` when it is not live. @default 'auto' */
  get overlay(): OverlayMode {
    return oneOf(overlays, this.#text('overlay'))
  }
  set overlay(value: OverlayMode | null | undefined) {
    this.#write('overlay', value)
  }

  /** What is written in place of a picture before there is one. */
  get placeholder(): string {
    return this.#text('placeholder')
  }
  set placeholder(value: string | null | undefined) {
    this.#write('placeholder', value)
  }

  /** One way alone for pictures to come; `auto` is the best that works. @default 'auto' */
  get transport(): TransportName | 'auto' {
    return oneOf(ways, this.#text('transport'))
  }
  set transport(value: TransportName | 'auto' | null | undefined) {
    this.#write('transport', value)
  }

  /** Hears the element's own events, with their types, beside those of all elements. */
  override addEventListener<Name extends keyof ZoetropeViewEventMap>(
    type: Name,
    listener: (this: this, event: ZoetropeViewEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void
  override addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: this, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void
  override addEventListener(
    type: string,
    // `never`: each name has an event of its own, as the overloads say.
    listener: ((event: never) => unknown) | EventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener as EventListener, options)
  }

  /** Takes over what was set before the browser knew the element. */
  protected adopt(): void {
    for (const name of attributes) {
      const set = Object.getOwnPropertyDescriptor(this, name)
      if (!set || !Reflect.deleteProperty(this, name)) continue
      Reflect.set(this, name, set.value)
    }
  }

  #text(name: string): string {
    return this.getAttribute(name) ?? ''
  }

  #write(name: string, value: string | number | null | undefined): void {
    if (value === null || value === undefined) this.removeAttribute(name)
    else this.setAttribute(name, `${value}`)
  }
}

function oneOf<Value>(values: readonly [Value, ...Value[]], given: unknown): Value {
  return values.find((value) => value === given) ?? values[0]
}
