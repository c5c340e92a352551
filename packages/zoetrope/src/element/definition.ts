/**
 * Making the element known to the browser.
 *
 * @module
 */
import { ZoetropeView } from './view.ts'

let isNamed = false

/**
 * Makes `<zoetrope-view>` known to this page, or the same under another name. Does nothing where it
 * is known already, and where there are no elements, as on a server.
 */
export function defineZoetropeView(name = 'zoetrope-view'): void {
  const { customElements } = globalThis
  if (!customElements || customElements.get(name)) return
  // A class can have one name: each further one needs a class of its own.
  customElements.define(name, isNamed ? class extends ZoetropeView {} : ZoetropeView)
  isNamed = true
}
