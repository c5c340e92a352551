/** The whole conformance suite once more, where koffi does not work. @module */
import Module, { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { kernelAbsence } from 'zoetrope/node'
import './ways.test.ts'

takeKoffiAway()

test('there is no koffi in this', () => {
  expect(kernelAbsence()).toBeDefined()
})

/** Whoever asks for koffi from now on gets a module with nothing in it. */
function takeKoffiAway(): void {
  const require = createRequire(import.meta.url)
  try {
    const path = require.resolve('koffi')
    require.cache[path] = Object.assign(new Module(path), { loaded: true })
  } catch {
    // It is not installed: all the better.
  }
}
