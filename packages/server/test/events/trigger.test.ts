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
  ['state', became('lost'), true],
  ['lost', became('lost'), true],
  ['state:lost', became('lost'), true],
  ['live', became('lost'), false],
  ['state:live', became('lost'), false],
  ['control', became('lost'), false],
  ['watched', watched, true],
  ['unwatched', watched, false],
  ['state', watched, false],
  ['control', turned('focus', 3), true],
  ['control:focus', turned('focus', 3), true],
  ['control:zoom', turned('focus', 3), false],
])('%s and %o: %s', (word, what, expected) => {
  expect(triggers(word, what)).toBe(expected)
})
