import { describe, expect, it } from 'vitest'
import { boundaryOf } from '../../src/multipart/boundary.ts'

describe('the boundary of a Content-Type', () => {
  it.each([
    ['multipart/x-mixed-replace; boundary=frame', 'frame'],
    ['multipart/x-mixed-replace;boundary=frame', 'frame'],
    ['multipart/x-mixed-replace ;  boundary = frame ', 'frame'],
    ['multipart/x-mixed-replace;\tboundary\t=\tframe', 'frame'],
    ['Multipart/X-Mixed-Replace; BOUNDARY=Frame', 'Frame'],
    ['multipart/x-mixed-replace; boundary="frame"', 'frame'],
    ['multipart/x-mixed-replace; boundary = "frame" ; charset=utf-8', 'frame'],
    ['multipart/x-mixed-replace; charset=utf-8; boundary=frame', 'frame'],
    ['multipart/x-mixed-replace; boundary=frame; charset=utf-8', 'frame'],
    ['multipart/x-mixed-replace; boundary=--frame', '--frame'],
    ['multipart/x-mixed-replace; boundary="--frame"', '--frame'],
    ['multipart/x-mixed-replace; boundary=----frame', '----frame'],
    ['multipart/x-mixed-replace; boundary="a b; c=d"', 'a b; c=d'],
    ['multipart/x-mixed-replace; boundary="a\\"b\\\\c"', 'a"b\\c'],
    ['multipart/x-mixed-replace; boundary="frame', 'frame'],
    ['multipart/x-mixed-replace; boundary="fr"ame', 'fr'],
    ['multipart/x-mixed-replace; boundary=" frame "', 'frame'],
    ['multipart/x-mixed-replace; boundary=a=b', 'a=b'],
    [
      "multipart/x-mixed-replace; boundary=gc0p4Jq0M2Yt08jU534c0p+'()+_,-./:=?",
      "gc0p4Jq0M2Yt08jU534c0p+'()+_,-./:=?",
    ],
    ['multipart/x-mixed-replace; note="; boundary=wrong"; boundary=right', 'right'],
    ['multipart/x-mixed-replace; xboundary=wrong; boundary=right', 'right'],
    ['multipart/x-mixed-replace; boundary=; boundary=second', 'second'],
    ['multipart/x-mixed-replace; boundary=first; boundary=second', 'first'],
    ['multipart/mixed; boundary=frame', 'frame'],
    ['boundary=frame', 'frame'],
  ])('%s is %s', (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary)
  })

  it.each([
    '',
    ';',
    'image/jpeg',
    'multipart/x-mixed-replace',
    'multipart/x-mixed-replace; boundary',
    'multipart/x-mixed-replace; boundary=',
    'multipart/x-mixed-replace; boundary=""',
    'multipart/x-mixed-replace; boundary="',
    'multipart/x-mixed-replace; boundary=   ',
    'multipart/x-mixed-replace; bound=frame',
    'multipart/x-mixed-replace boundary=frame',
    'multipart/x-mixed-replace; note="boundary=frame"',
  ])('%s is none', (contentType) => {
    expect(boundaryOf(contentType)).toBeUndefined()
  })

  it('is found in time that grows with the text only', () => {
    // Patterns with nested repetition take for ever over texts like these.
    const spaces = ' '.repeat(200_000)
    expect(boundaryOf(`multipart/x;${spaces}boundary${spaces}=${spaces}frame${spaces}`)).toBe(
      'frame',
    )
    expect(boundaryOf(`multipart/x${';'.repeat(200_000)}`)).toBeUndefined()
    expect(boundaryOf(`multipart/x; boundary="${'\\'.repeat(200_001)}`)).toBeDefined()
  })
})
