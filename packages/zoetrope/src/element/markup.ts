/**
 * The little that is needed to build the element's inside: nodes, never text that is parsed, so that
 * it works under the strictest policy of a page.
 *
 * @module
 */
import { drawings, type IconName } from './icons.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** An element of this name and class, known to style sheets outside as `part`. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  part: string = className,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  made.className = className
  if (part) made.setAttribute('part', part)
  return made
}

/** A drawing, hidden from screen readers: the word beside it speaks. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('part', 'icon')
  svg.ariaHidden = 'true'
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', drawings[name])
  if (name === 'live') path.setAttribute('fill', 'currentColor')
  svg.append(path)
  return svg
}

/** Sets a text, and touches nothing where it says so already. Empty text hides its element. */
export function say(text: string, into: HTMLElement): void {
  if (into.textContent !== text) into.textContent = text
  if (into.hidden !== (text === '')) into.hidden = text === ''
}
