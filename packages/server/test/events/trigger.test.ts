import { expect, test } from 'vitest'
import { isTrigger, TRIGGERS, triggers } from '../../src/events/trigger.ts'
import { became, entry, turned } from './entries.ts'

const watched = entry({ type: 'watched', camera: 'desk' })

test.each([...TRIGGERS, 'state:lost', 'control:focus_absolute'])('%s means something', (word) => {
  expect(isTrigger(word)).toBe(true)
})

test.each(['', 'lose', 'state:', 'state:watched', 'control:', 'lost:state', 'watched:desk', 'now'])(
  '"%s" means nothing',
  (word) => {
    expect(isTrigger(word)).toBe(false)
  },
)

test.each([
  ['state', 'a loss', became('lost'), true],
  ['lost', 'a loss', became('lost'), true],
  ['state:lost', 'a loss', became('lost'), true],
  ['live', 'a loss', became('lost'), false],
  ['state:live', 'a loss', became('lost'), false],
  ['control', 'a loss', became('lost'), false],
  ['watched', 'a first viewer', watched, true],
  ['unwatched', 'a first viewer', watched, false],
  ['state', 'a first viewer', watched, false],
  ['control', 'a turn of the focus', turned('focus', 3), true],
  ['control:focus', 'a turn of the focus', turned('focus', 3), true],
  ['control:zoom', 'a turn of the focus', turned('focus', 3), false],
] as const)('%s at %s', (word, _, what, expected) => {
  expect(triggers(word, what)).toBe(expected)
})
