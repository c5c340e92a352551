import { expect, test } from 'vitest'
import { defineZoetropeView, ZoetropeView } from '../../src/element/index.ts'

test('where there are no elements the class is there, and defining it does nothing', () => {
  expect('customElements' in globalThis).toBe(false)
  expect(() => defineZoetropeView()).not.toThrow()
  expect(ZoetropeView.observedAttributes).toContain('src')
})
