/**
 * The little that the elements need to build and change their content.
 *
 * @module
 */

/** Fills `root` with constant markup. Never with words from outside: those go through {@link say}. */
export function fill(root: Element, markup: string): void {
  const template = document.createElement('template')
  template.innerHTML = markup
  root.replaceChildren(template.content)
}

/**
 * The element marked `data-part="name"` inside `root`.
 *
 * @throws {TypeError} when there is none of that type: the markup and the code disagree.
 */
export function part<E extends Element>(root: Element, name: string, type: new () => E): E {
  const found = root.querySelector(`[data-part="${name}"]`)
  if (!(found instanceof type)) throw new TypeError(`Expected a part ${name} (${type.name})`)
  return found
}

/** Sets the text of an element, and touches nothing where it says so already. Empty text hides it. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
  if (element.hidden !== (text === '')) element.hidden = text === ''
}
