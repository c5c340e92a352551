import { describe, expect, test } from 'vitest'
import { chooseFraming } from '../../src/handler/choice.ts'
import type { FramingWish } from '../../src/viewer/framing.ts'
import { type Asking, chromiumPaints, others, unknownPaints, webkitPaints } from './requests.ts'

/** The name of the framing chosen for a request. */
function chosen(asking: Asking, wish?: FramingWish): string {
  return chooseFraming(new Headers(asking), wish).name
}

const chromium = chromiumPaints['Chromium’s <img>'] ?? {}
const safari = webkitPaints['Safari’s <img>'] ?? {}

describe('early headers for what paints when the next header block is there:', () => {
  test.each(Object.entries(chromiumPaints))('%s', (_, asking) => {
    expect(chosen(asking)).toBe('early')
  })
})

describe('early headers, and the last frame again:', () => {
  test.each(Object.entries(webkitPaints))('%s', (_, asking) => {
    expect(chosen(asking)).toBe('early+repeat')
  })
})

describe('the default layout, and the last frame again, for a painter nobody knows:', () => {
  test.each(Object.entries(unknownPaints))('%s', (_, asking) => {
    expect(chosen(asking)).toBe('default+repeat')
  })
})

describe('the default layout, and every frame once:', () => {
  test.each(Object.entries(others))('%s', (_, asking) => {
    expect(chosen(asking)).toBe('default')
  })
})

test('of a user agent no more is read than browsers write', () => {
  const agent = `${'AppleWebKit/'.repeat(43)} ${chromium['user-agent']}`
  expect(chosen({ ...chromium, 'user-agent': agent })).toBe('early+repeat')
})

test('a destination that is told decides, whatever is accepted', () => {
  expect(chosen({ ...chromium, accept: '*/*' })).toBe('early')
  expect(chosen({ ...chromium, 'sec-fetch-dest': 'empty' })).toBe('default')
})

describe('what is wished goes before what would be chosen:', () => {
  test.each<[string, Asking, FramingWish, string]>([
    ['early headers for curl', others['curl'] ?? {}, { early: true }, 'early'],
    ['repeats for curl', others['curl'] ?? {}, { repeats: true }, 'default+repeat'],
    ['no early headers in Chromium', chromium, { early: false }, 'default'],
    ['repeats in Chromium', chromium, { repeats: true }, 'early+repeat'],
    [
      'repeats in place of early headers',
      chromium,
      { early: false, repeats: true },
      'default+repeat',
    ],
    ['nothing for Safari', safari, { early: false, repeats: false }, 'default'],
    ['nothing in particular', chromium, { early: undefined, repeats: undefined }, 'early'],
  ])('%s', (_, asking, wish, name) => {
    expect(chosen(asking, wish)).toBe(name)
  })
})
