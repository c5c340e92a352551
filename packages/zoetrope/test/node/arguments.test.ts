import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitArguments } from '../../src/node/arguments.ts'

describe('splitArguments', () => {
  it('splits at any white space', () => {
    expect(splitArguments('  rpicam-vid -t 0\t--codec\nmjpeg -o - ')).toEqual([
      'rpicam-vid',
      '-t',
      '0',
      '--codec',
      'mjpeg',
      '-o',
      '-',
    ])
  })

  it('gives nothing for nothing', () => {
    expect(splitArguments('')).toEqual([])
    expect(splitArguments(' \t ')).toEqual([])
  })

  it('keeps everything between single quotes', () => {
    expect(splitArguments(`a 'b  "c" \\ $d' e`)).toEqual(['a', 'b  "c" \\ $d', 'e'])
  })

  it('keeps white space between double quotes, where a backslash escapes quotes and itself only', () => {
    expect(splitArguments(String.raw`"a b" "say \"hi\"" "c\\d" "e\nf"`)).toEqual([
      'a b',
      'say "hi"',
      String.raw`c\d`,
      String.raw`e\nf`,
    ])
  })

  it('escapes one character with a backslash outside of quotes', () => {
    expect(splitArguments(String.raw`my\ file.mp4 \"x \\`)).toEqual(['my file.mp4', '"x', '\\'])
  })

  it('joins what touches', () => {
    expect(splitArguments(`-vf drawtext="text='hello world'":x=1`)).toEqual([
      '-vf',
      `drawtext=text='hello world':x=1`,
    ])
  })

  it('keeps empty words that were quoted', () => {
    expect(splitArguments(`a '' ""`)).toEqual(['a', '', ''])
  })

  it('gives no meaning to what a shell would run', () => {
    expect(splitArguments('a; rm -rf $HOME | b > c & `d` *')).toEqual([
      'a;',
      'rm',
      '-rf',
      '$HOME',
      '|',
      'b',
      '>',
      'c',
      '&',
      '`d`',
      '*',
    ])
  })

  it.each([
    [`a 'b`, "a ' never closed"],
    ['a "b', 'a " never closed'],
    [String.raw`a "b\"`, 'a " never closed'],
    ['a \\', 'a backslash with nothing after it'],
  ])('refuses %j', (text, reason) => {
    expect(() => splitArguments(text)).toThrow(
      expect.objectContaining({
        code: 'INVALID_SOURCE',
        message: expect.stringContaining(reason),
      }),
    )
  })

  it('does not repeat the command in its errors, because there may be a password in it', () => {
    expect(() => splitArguments(`-i rtsp://eye:s3cret@camera/ '`)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('s3cret') }),
    )
  })

  it('takes apart whatever was quoted', () => {
    const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        expect(splitArguments(words.map(quote).join(' '))).toEqual(words)
      }),
    )
  })
})
