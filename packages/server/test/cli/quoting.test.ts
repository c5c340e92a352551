import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandLine, quote } from '../../src/cli/quoting.ts'

describe('quoting for a POSIX shell', () => {
  test('leaves plain words alone', () => {
    expect(commandLine(['zoetrope', 'front=/dev/video0', '--port', '80'], 'linux')).toBe(
      'zoetrope front=/dev/video0 --port 80',
    )
  })

  test('quotes what a shell would take apart', () => {
    expect(quote('pattern:?fps=5&size=1x1', 'linux')).toBe("'pattern:?fps=5&size=1x1'")
    expect(quote("it's", 'linux')).toBe("'it'\\''s'")
    expect(quote('', 'linux')).toBe("''")
  })

  test.skipIf(process.platform === 'win32')('gives a shell back every word as it was', () => {
    const words = fc.array(fc.string({ unit: 'binary' }).map((word) => word.replaceAll('\0', '')))
    fc.assert(
      fc.property(words, (list) => {
        const script = commandLine(['printf', '%s\\0', ...list, 'end'], 'linux')
        const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'buffer' })
        const expected = Buffer.from([...list, 'end', ''].join('\0'))
        expect(stdout.equals(expected)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

test('on Windows double quotes are used', () => {
  expect(quote('a b "c"', 'win32')).toBe('"a b ""c"""')
})
