import { expect, test } from 'vitest'
import { paint, wantsColour } from '../../src/cli/paint.ts'

test('colours are for terminals', () => {
  expect(wantsColour({ isTTY: true }, { TERM: 'xterm' })).toBe(true)
  expect(wantsColour({}, { TERM: 'xterm' })).toBe(false)
})

test('NO_COLOR and dumb terminals are honoured', () => {
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true)
  expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
})

test('a style is ended where it was begun, and nothing is not styled', () => {
  expect(paint(true).red('lost')).toBe('\u001b[31mlost\u001b[39m')
  expect(paint(true).red('')).toBe('')
  expect(paint(false).red('lost')).toBe('lost')
})
