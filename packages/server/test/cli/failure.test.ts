import { describe, expect, test } from 'vitest'
import { ZoetropeError } from 'zoetrope'
import { describeFailure, exitCodeOf, Failure } from '../../src/cli/failure.ts'

describe('the exit code', () => {
  test('is 2 for what was typed and 1 for what happened', () => {
    expect(exitCodeOf(new Failure('no', { exitCode: 2 }))).toBe(2)
    expect(exitCodeOf(new Failure('no'))).toBe(1)
    expect(exitCodeOf(new ZoetropeError('INVALID_SOURCE', 'no'))).toBe(2)
    expect(exitCodeOf(new ZoetropeError('SOURCE_UNAVAILABLE', 'no'))).toBe(1)
    expect(exitCodeOf(new TypeError('no'))).toBe(1)
  })
})

describe('the text', () => {
  test('is the message alone', () => {
    expect(describeFailure(new Failure('port 80 is taken'))).toBe('zoetrope: port 80 is taken\n')
  })

  test('of an error that nobody foresaw says how to see more', () => {
    expect(describeFailure(new TypeError('x is not a function'))).toBe(
      'zoetrope: unexpected failure: x is not a function\n  For the details, run it again with --log-level debug.\n',
    )
  })

  test('has the stacks of the error and its causes where they are wanted', () => {
    const error = new Failure('cannot', { cause: new Error('because') })
    const text = describeFailure(error, { stack: true })
    expect(text).toMatch(
      /^zoetrope: cannot\n\nFailure: cannot\n {4}at [\s\S]*caused by Error: because\n/,
    )
  })

  test('never has a password', () => {
    const text = describeFailure(new Failure('cannot open rtsp://me:hunter2@host/'), {
      stack: true,
    })
    expect(text).not.toContain('hunter2')
  })
})
