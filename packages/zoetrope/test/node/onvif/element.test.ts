import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escaped, first, parseElement, textOf } from '../../../src/node/onvif/element.ts'

describe('a document', () => {
  test('is read by local names, with text, attributes and entities', () => {
    const root = parseElement(
      '<?xml version="1.0"?><!-- <x> --><a:b c:d="1 &lt; 2" e=\'"\'>f&#x67;&#104;<i/> <![CDATA[<j>&amp;]]></a:b>',
    )
    expect(root).toMatchObject({ name: 'b', text: 'fgh <j>&amp;', children: [{ name: 'i' }] })
    expect([...(root?.attributes ?? [])]).toEqual([
      ['d', '1 < 2'],
      ['e', '"'],
    ])
  })

  test('is searched by paths that may begin at any depth', () => {
    const root = parseElement('<a><b><c>1</c></b><b><d>2</d></b><d/></a>')
    expect(textOf(root, 'b', 'd')).toBe('2')
    expect(textOf(root, 'd')).toBe('2')
    expect(textOf(root, 'c', 'd')).toBeUndefined()
    expect(first(undefined, 'a')).toBeUndefined()
  })

  test.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a><b></a></b>',
    '<a b="c>',
    '<a><!-- </a>',
    '<a><![CDATA[ </a>',
    '<!DOCTYPE a><a/>',
    '<a>'.repeat(100) + '</a>'.repeat(100),
    `<a>${'<b/>'.repeat(20_001)}</a>`,
    `<a>${'x'.repeat(600_000)}</a>`,
  ])('that is not well-formed, or too much, is none', (text) => {
    expect(parseElement(text)).toBeUndefined()
  })

  test('may hold any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(parseElement(`<a>${escaped(text)}</a>`)?.text).toBe(text.trim())
      }),
    )
  })

  test('of any rubbish is read or refused, and soon', () => {
    const pieces = fc.constantFrom(
      '<a',
      '>',
      '</a>',
      ' b="',
      "'",
      '/',
      '<!--',
      '-->',
      '&#',
      ';',
      '<![CDATA[',
      'x',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 2000 }), (parts) => {
        parseElement(parts.join(''))
      }),
    )
  })
})
