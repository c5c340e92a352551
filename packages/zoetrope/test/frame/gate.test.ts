import { describe, expect, it } from 'vitest'
import { ZoetropeError } from '../../src/errors.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { Gate, type GateOptions } from '../../src/frame/gate.ts'
import { piecesOf, replaced, without, withSegments } from './anatomy.ts'
import { concat, EOI, exif, latin1, SOI, segment, tinyJpeg } from './jpegs.ts'

/** The flaw and its place, as the gate's error tells them; `passed` where there is none. */
function flawOf(jpeg: Bytes, options: GateOptions = {}): string {
  try {
    new Gate(options).pass(jpeg)
    return 'passed'
  } catch (error) {
    if (!(error instanceof ZoetropeError) || error.code !== 'INVALID_FRAME') throw error
    return /bytes: (.*) at byte/.exec(error.message)?.[1] ?? error.message
  }
}

/** `jpeg` with these bytes in the place of those from `offset` on in its first segment of this kind. */
function edited(jpeg: Bytes, marker: number, offset: number, ...bytes: number[]): Bytes {
  const piece = piecesOf(jpeg).find((each) => each.marker === marker)
  const at = (piece?.from ?? 0) + offset
  return replaced(jpeg, at, at + bytes.length, bytes)
}

/** A grey JPEG of two blocks with a restart marker between them, or whatever the scan is. */
function withRestarts(scan: ArrayLike<number> = [0x1f, 0xff, 0xd0, 0x1f]): Bytes {
  const jpeg = tinyJpeg({ width: 16, scan: concat(scan) })
  return withSegments(jpeg, segment(0xdd, Uint8Array.of(0, 1)))
}

/** A grey JPEG of 4800 blocks that take more bits than they need. */
function busy(): Bytes {
  // Brighter by one, darker by one, each in five bits.
  const scan = new Uint8Array(3000)
  const bits = '0101001000'.repeat(2400)
  for (let at = 0; at < scan.length; at++)
    scan[at] = Number.parseInt(bits.slice(8 * at, 8 * at + 8), 2)
  return tinyJpeg({ width: 640, height: 480, scan })
}

/** One block in each of three colours, in one scan. */
function inColour(): Bytes {
  const jpeg = tinyJpeg({ scan: Uint8Array.of(0x00, 0x3f) })
  const sof = segment(0xc0, Uint8Array.of(8, 0, 8, 0, 8, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0))
  const sos = segment(0xda, Uint8Array.of(3, 1, 0, 2, 0, 3, 0, 0, 63, 0))
  return withPiece(withPiece(jpeg, 0xc0, sof), 0xda, sos)
}

function withPiece(jpeg: Bytes, marker: number, piece: Bytes): Bytes {
  const old = piecesOf(jpeg).find((each) => each.marker === marker)
  return replaced(jpeg, old?.from ?? 0, old?.to ?? 0, piece)
}

describe('a good frame', () => {
  it('passes as it is: the same bytes, not a copy', () => {
    const jpeg = tinyJpeg({ width: 640, height: 480 })
    const passed = new Gate().pass(jpeg)
    expect(passed.jpeg).toBe(jpeg)
    expect(passed).toMatchObject({ width: 640, height: 480, isDuplicate: false })
  })

  it('passes as a view of the same memory, without what lies behind its end', () => {
    const jpeg = tinyJpeg()
    for (const behind of [new Uint8Array(7), jpeg]) {
      const bytes = concat(jpeg, behind)
      const passed = new Gate().pass(bytes).jpeg
      expect(passed).toEqual(jpeg)
      expect(passed.buffer).toBe(bytes.buffer)
    }
  })

  it('may be grey, coloured, with restart markers, or with one more of them at its end', () => {
    expect(flawOf(tinyJpeg())).toBe('passed')
    expect(flawOf(inColour())).toBe('passed')
    expect(flawOf(withRestarts())).toBe('passed')
    expect(flawOf(withRestarts([0x1f, 0xff, 0xd0, 0x1f, 0xff, 0xd1]))).toBe('passed')
  })

  it('keeps comments and the order of its segments', () => {
    const stamp = segment(0xfe, latin1('ZT0123456789abcdef01234567'))
    const jpeg = withSegments(tinyJpeg(), stamp, segment(0xef, latin1('any')))
    expect(new Gate().pass(jpeg).jpeg).toBe(jpeg)
  })

  it('is not changed by a gate that changes another', () => {
    const gate = new Gate()
    gate.pass(withSegments(tinyJpeg(), exif(tinyJpeg())))
    const jpeg = tinyJpeg()
    expect(gate.pass(jpeg).jpeg).toBe(jpeg)
  })
})

describe('what no browser shows', () => {
  it.each([
    ['arithmetic', 0xc9],
    ['arithmetic', 0xca],
    ['lossless', 0xc3],
    ['lossless', 0xcb],
    ['hierarchical', 0xc5],
    ['hierarchical', 0xc6],
    ['hierarchical', 0xc7],
    ['hierarchical', 0xcd],
    ['hierarchical', 0xce],
    ['hierarchical', 0xcf],
  ])('is refused: %s, frame header %i', (flaw, sof) => {
    expect(flawOf(tinyJpeg({ sof }))).toBe(flaw)
  })

  it('is refused when another segment tells it', () => {
    expect(flawOf(withSegments(tinyJpeg(), segment(0xcc, Uint8Array.of(0, 0x10))))).toBe(
      'arithmetic',
    )
    expect(flawOf(withSegments(tinyJpeg(), segment(0xde, new Uint8Array(9))))).toBe('hierarchical')
    expect(flawOf(withSegments(tinyJpeg(), segment(0xdf, Uint8Array.of(0x11))))).toBe(
      'hierarchical',
    )
  })

  it.each<[string, string, Bytes]>([
    ['samples of 12 bits', 'bad-precision', edited(tinyJpeg(), 0xc0, 4, 12)],
    ['two components', 'bad-components', twoComponents()],
    ['components with one id', 'bad-components', edited(inColour(), 0xc0, 13, 1)],
    ['a sampling factor of 0', 'bad-sampling', edited(tinyJpeg(), 0xc0, 11, 0x10)],
    ['a sampling factor of 5', 'bad-sampling', edited(tinyJpeg(), 0xc0, 11, 0x51)],
    ['factors of 3 and 2', 'bad-sampling', edited(inColour(), 0xc0, 11, 0x31, 0, 2, 0x21)],
    ['too many blocks a unit', 'bad-sampling', edited(inColour(), 0xc0, 11, 0x44)],
    ['a side of 65,501 pixels', 'too-large', edited(tinyJpeg(), 0xc0, 7, 0xff, 0xdd)],
    ['a quantiser of 0', 'bad-quantisation', edited(tinyJpeg(), 0xdb, 10, 0)],
    ['quantisers of 24 bits', 'bad-quantisation', edited(tinyJpeg(), 0xdb, 4, 0x20)],
    ['a fifth quantisation table', 'bad-quantisation', edited(tinyJpeg(), 0xdb, 4, 4)],
    ['half a quantisation table', 'bad-quantisation', withSegments(tinyJpeg(), DQT_CUT)],
    ['no quantisation table', 'no-quantisation', without(tinyJpeg(), 0xdb)],
    ['another quantisation table', 'no-quantisation', edited(tinyJpeg(), 0xdb, 4, 1)],
    ['a fifth Huffman table', 'bad-huffman', edited(tinyJpeg(), 0xc4, 4, 4)],
    ['a third kind of Huffman table', 'bad-huffman', edited(tinyJpeg(), 0xc4, 4, 0x20)],
    ['too many codes of one bit', 'bad-huffman', edited(tinyJpeg(), 0xc4, 5, 2)],
    ['more codes than symbols', 'bad-huffman', edited(tinyJpeg(), 0xc4, 20, 9)],
    ['DC differences of 16 bits', 'bad-huffman', edited(tinyJpeg(), 0xc4, 21, 16)],
    ['one of two Huffman tables', 'no-huffman', edited(tinyJpeg(), 0xc4, 4, 1)],
    ['a table number of 4', 'no-huffman', edited(tinyJpeg(), 0xda, 6, 0x40)],
    ['an unknown component', 'bad-scan', edited(tinyJpeg(), 0xda, 5, 9)],
    ['one component twice', 'bad-scan', edited(inColour(), 0xda, 7, 1)],
    ['no component in its scan', 'bad-scan', edited(tinyJpeg(), 0xda, 4, 0)],
    ['a second scan of the same', 'bad-scan', twoScans()],
    ['a restart interval of 3 bytes', 'bad-length', withSegments(tinyJpeg(), DRI_LONG)],
  ])('is refused: %s', (_, flaw, jpeg) => {
    expect(flawOf(jpeg)).toBe(flaw)
  })

  it('is refused where it is larger than wished', () => {
    const jpeg = tinyJpeg({ width: 64, height: 64 })
    expect(flawOf(jpeg, { maxPixels: 4096 })).toBe('passed')
    expect(flawOf(jpeg, { maxPixels: 4095 })).toBe('too-large')
  })

  it.each<[string, number[]]>([
    ['averages and details in one scan', [0, 63, 0]],
    ['a band that ends before it begins', [5, 4, 0]],
    ['a band that ends behind the block', [1, 64, 0]],
    ['a refinement that leaves out a bit', [0, 0, 0x20]],
    ['steps of 14 bits', [0, 0, 0x0e]],
  ])('is refused when it is progressive with %s', (_, band) => {
    const jpeg = tinyJpeg({ sof: 0xc2 })
    expect(flawOf(edited(jpeg, 0xda, 7, 0, 0, 0))).toBe('passed')
    expect(flawOf(edited(jpeg, 0xda, 7, ...band))).toBe('bad-scan')
  })

  it('is refused when it is progressive with more scans than any encoder makes', () => {
    const jpeg = edited(tinyJpeg({ sof: 0xc2 }), 0xda, 7, 0, 0, 0)
    const more = (count: number) => {
      const refinement = concat(segment(0xda, Uint8Array.of(1, 1, 0, 1, 1, 0)), [0x1f])
      return concat(jpeg.subarray(0, -2), ...Array(count).fill(refinement), EOI)
    }
    expect(flawOf(more(99))).toBe('passed')
    expect(flawOf(more(100))).toBe('bad-scan')
  })
})

describe('a torn frame', () => {
  it('is refused wherever it is cut', () => {
    const jpeg = tinyJpeg({ width: 64, height: 64, segments: [segment(0xfe, latin1('x'))] })
    const flaws = Array.from(jpeg.slice(0, -2), (_, length) => flawOf(jpeg.slice(0, length)))
    expect(flaws).not.toContain('passed')
  })

  it('is refused when a piece of its middle is missing', () => {
    const jpeg = busy()
    expect(flawOf(jpeg)).toBe('passed')
    expect(flawOf(replaced(jpeg, jpeg.length - 400, jpeg.length - 390))).toBe('torn')
  })

  it('is refused without counting when it is shorter than it can be', () => {
    const jpeg = tinyJpeg({ width: 640, height: 480 })
    const torn = replaced(jpeg, jpeg.length - 400, jpeg.length - 10)
    expect(flawOf(torn, { countBlocks: 'never' })).toBe('torn')
    expect(flawOf(edited(tinyJpeg(), 0xc0, 5, 0x80), { countBlocks: 'never' })).toBe('torn')
  })

  it.each<[string, string, number[]]>([
    ['one is missing', 'torn', [0x1f, 0x1f]],
    ['another one than is due', 'bad-restart', [0x1f, 0xff, 0xd1, 0x1f]],
    ['one too many', 'bad-restart', [0x1f, 0xff, 0xd0, 0x1f, 0xff, 0xd1, 0x1f]],
  ])('is refused when its restart markers do not fit: %s', (_, flaw, scan) => {
    expect(flawOf(withRestarts(scan), { countBlocks: 'never' })).toBe(flaw)
  })

  it('is refused when it has restart markers and announced none', () => {
    expect(flawOf(without(withRestarts(), 0xdd))).toBe('bad-restart')
  })

  it('is refused when a colour is missing', () => {
    const jpeg = inColour()
    const scan = segment(0xda, Uint8Array.of(1, 2, 0, 0, 63, 0))
    expect(flawOf(withPiece(jpeg, 0xda, scan))).toBe('missing-scan')
  })

  it('is looked for among frames shorter than usual, and among all where that is wished', () => {
    const jpeg = busy()
    const torn = replaced(jpeg, jpeg.length - 400, jpeg.length - 390)
    const far = replaced(jpeg, jpeg.length - 400, jpeg.length - 200)
    const outcome = (options: GateOptions) => {
      const gate = new Gate(options)
      for (const frame of [jpeg, torn, far]) pass(gate, frame)
      return gate.counts.rejected
    }
    expect(outcome({ countBlocks: 'never' })).toEqual({})
    expect(outcome({})).toEqual({ torn: 1 })
    expect(outcome({ countBlocks: 'always' })).toEqual({ torn: 2 })
  })

  it('may have a few bytes too many in front of a marker, as some cameras write them', () => {
    const jpeg = tinyJpeg({ width: 64, height: 64 })
    const longer = (spare: number) =>
      concat(jpeg.subarray(0, -2), new Uint8Array(spare).fill(7), EOI)
    expect(flawOf(longer(64), { countBlocks: 'always' })).toBe('passed')
    expect(flawOf(longer(65), { countBlocks: 'always' })).toBe('torn')
    const restarts = withRestarts([0x1f, 7, 7, 0xff, 0xd0, 0x1f])
    expect(flawOf(restarts, { countBlocks: 'always' })).toBe('passed')
  })
})

describe('a missing end', () => {
  it('is appended where the last block ends, in the place of padding', () => {
    const jpeg = busy()
    for (const padding of [[], [0xff], [0, 0, 0], [0xff, 0xff, 0xff]]) {
      expect(new Gate().pass(concat(jpeg.subarray(0, -2), padding)).jpeg).toEqual(jpeg)
    }
  })

  it('is not appended to a picture that lacks a block, or has more behind it than padding', () => {
    const jpeg = tinyJpeg({ width: 64, height: 64 })
    expect(flawOf(jpeg.slice(0, -3))).toBe('torn')
    expect(flawOf(concat(jpeg.subarray(0, -2), [1]))).toBe('torn')
  })

  it('is not appended where zeros may be what was never filled, and not the last blocks', () => {
    const jpeg = tinyJpeg({ width: 64, height: 64 })
    expect(flawOf(jpeg.slice(0, -2))).toBe('passed')
    expect(flawOf(concat(jpeg.subarray(0, -2), new Uint8Array(3)))).toBe('torn')
  })

  it('is not appended to a progressive frame, whose end cannot be told', () => {
    expect(flawOf(edited(tinyJpeg({ sof: 0xc2 }), 0xda, 7, 0, 0, 0).slice(0, -2))).toBe('no-eoi')
  })

  it('does not hide that the picture has no width', () => {
    const jpeg = edited(tinyJpeg({ scan: new Uint8Array() }), 0xc0, 7, 0, 0)
    expect(flawOf(jpeg)).toBe('zero-size')
    expect(flawOf(jpeg.slice(0, -2))).toBe('zero-size')
  })

  it('is not appended without leave', () => {
    expect(flawOf(tinyJpeg().slice(0, -2), { repair: false })).toBe('no-eoi')
  })
})

describe('missing Huffman tables', () => {
  const bare = without(tinyJpeg({ scan: Uint8Array.of(0x2b) }), 0xc4)

  it('are inserted in front of the scan', () => {
    const passed = new Gate().pass(bare).jpeg
    expect(piecesOf(passed).map(({ marker }) => marker)).toEqual([0xdb, 0xc0, 0xc4, 0xda])
    expect(without(passed, 0xc4)).toEqual(bare)
  })

  it('are a flaw without leave, where there are others, and in progressive frames', () => {
    expect(flawOf(bare, { repair: false })).toBe('no-huffman')
    const other = segment(0xc4, concat([0x03, 1], new Uint8Array(15), [0]))
    expect(flawOf(withSegments(bare, other))).toBe('no-huffman')
    const progressive = edited(tinyJpeg({ sof: 0xc2 }), 0xda, 7, 0, 0, 0)
    expect(flawOf(without(progressive, 0xc4))).toBe('no-huffman')
  })

  it('are a flaw where the scan names tables that are not standard', () => {
    expect(flawOf(edited(bare, 0xda, 6, 0x22))).toBe('no-huffman')
  })
})

describe('a height that comes behind the scan', () => {
  const late = concat(
    edited(tinyJpeg({ height: 16 }), 0xc0, 5, 0, 0).subarray(0, -2),
    segment(0xdc, Uint8Array.of(0, 16)),
    EOI,
  )

  it('is written into the frame header', () => {
    const passed = new Gate().pass(late)
    expect(passed).toMatchObject({ width: 8, height: 16 })
    expect(passed.jpeg).toEqual(edited(concat(late), 0xc0, 5, 0, 16))
  })

  it('is a flaw without leave, or where it comes too late', () => {
    expect(flawOf(late, { repair: false })).toBe('zero-size')
    const early = withSegments(without(late, 0xdc), segment(0xdc, Uint8Array.of(0, 16)))
    expect(flawOf(early)).toBe('zero-size')
    expect(flawOf(late, { maxPixels: 64 })).toBe('too-large')
  })
})

describe('a frame that is the same as the one before', () => {
  it('is told and counted', () => {
    const gate = new Gate()
    const jpeg = tinyJpeg({ shade: 1 })
    expect(gate.pass(jpeg, undefined).isDuplicate).toBe(false)
    expect(gate.pass(jpeg.slice(), jpeg).isDuplicate).toBe(true)
    expect(gate.pass(tinyJpeg({ shade: 2 }), jpeg).isDuplicate).toBe(false)
    expect(gate.pass(tinyJpeg({ bytes: 500 }), jpeg).isDuplicate).toBe(false)
    expect(gate.counts.duplicates).toBe(1)
  })

  it('is found after its repair', () => {
    const gate = new Gate()
    const torn = tinyJpeg().slice(0, -2)
    expect(gate.pass(torn, gate.pass(torn).jpeg).isDuplicate).toBe(true)
  })
})

describe('a gate', () => {
  it('counts what it mends and what it refuses, by cause', () => {
    const gate = new Gate()
    pass(gate, tinyJpeg())
    pass(gate, tinyJpeg().slice(0, -2))
    pass(gate, withSegments(tinyJpeg().slice(0, -2), exif(tinyJpeg())))
    pass(gate, latin1('no'))
    pass(gate, latin1('JPEG'))
    pass(gate, concat(SOI, EOI))
    expect(gate.counts).toEqual({
      repaired: { eoi: 2, huffman: 0, thumbnail: 1, height: 0 },
      rejected: { 'no-soi': 2, 'no-frame-header': 1 },
      duplicates: 0,
    })
  })

  it('says what is wrong, where, and what to do', () => {
    const pass = (jpeg: Bytes) => () => new Gate().pass(jpeg)
    expect(pass(tinyJpeg({ width: 64 }).slice(0, -4))).toThrow(
      /^Expected one complete JPEG, got \d+ bytes: torn at byte \d+ \(a part of its picture is missing\); check the camera, its cable and its link$/,
    )
    expect(pass(tinyJpeg({ sof: 0xc9 }))).toThrow(
      /\(it is arithmetically coded\); no browser shows that, so set the camera to baseline JPEG$/,
    )
  })

  it('does not change the bytes it is given', () => {
    const jpeg = withSegments(tinyJpeg().slice(0, -2), exif(tinyJpeg()))
    const before = jpeg.slice()
    new Gate({ rotate: 90, strip: ['all'] }).pass(jpeg)
    expect(jpeg).toEqual(before)
  })

  it('refuses options that make no sense', () => {
    expect(() => new Gate({ maxPixels: 0 })).toThrow(RangeError)
    expect(() => new Gate({ maxPixels: 1.5 })).toThrow('Expected maxPixels to be an integer')
  })
})

const DQT_CUT = segment(0xdb, new Uint8Array(60).fill(1))
const DRI_LONG = segment(0xdd, Uint8Array.of(0, 0, 0))

function twoComponents(): Bytes {
  const sof = segment(0xc0, Uint8Array.of(8, 0, 8, 0, 8, 2, 1, 0x11, 0, 2, 0x11, 0))
  return withPiece(tinyJpeg(), 0xc0, sof)
}

function twoScans(): Bytes {
  const jpeg = tinyJpeg()
  const sos = piecesOf(jpeg).find(({ marker }) => marker === 0xda)
  return concat(jpeg.subarray(0, -2), jpeg.subarray(sos?.from ?? 0))
}

/** Passes it or not. */
function pass(gate: Gate, jpeg: Bytes): void {
  try {
    gate.pass(jpeg)
  } catch (error) {
    expect(error).toBeInstanceOf(ZoetropeError)
  }
}
