import { expect, test } from 'vitest'
import { fill, strangeWord, WORDS, wordsOf } from '../../src/events/wording.ts'
import { became, turned } from './entries.ts'

test('the facts of an event stand in the place of their words', () => {
  const words = wordsOf(became('lost', 'front', 'the cable is loose'))
  expect(fill('{camera} is {to}: {reason} ({time})', words)).toBe(
    'front is lost: the cable is loose (2026-11-21T04:50:42.117Z)',
  )
})

test('what an event does not have is empty', () => {
  expect(fill('<{reason}{name}>', wordsOf(became('live')))).toBe('<>')
  expect(fill('{name}={value}', wordsOf(turned('focus', 0)))).toBe('focus=0')
})

test('a fact that looks like a word is not filled in again', () => {
  expect(fill('{reason}', wordsOf(became('lost', 'a', '{camera} $& $1')))).toBe('{camera} $& $1')
})

test('braces with something else in them stay', () => {
  const text = '{"text": "{camera}", "n": {}, "UPPER": "{CAMERA}"}'
  expect(fill(text, wordsOf(became('live', 'a')))).toBe(text.replace('{camera}', 'a'))
  expect(strangeWord(text)).toBeUndefined()
})

test('facts can be escaped', () => {
  const words = wordsOf(became('lost', 'a', 'x&y/z?'))
  expect(fill('http://h/?r={reason}', words, encodeURIComponent)).toBe('http://h/?r=x%26y%2Fz%3F')
})

test('a word that there is not is found', () => {
  expect(strangeWord('{camera} {sate} {foo}')).toBe('sate')
  expect(strangeWord(WORDS.map((word) => `{${word}}`).join(''))).toBeUndefined()
})
