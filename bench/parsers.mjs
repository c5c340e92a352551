/**
 * How many bytes per second the pure parsers take: part reader, splitter and gate.
 *
 * The frames are like a camera's: 47 KB of which nearly all is entropy-coded, so that an FF comes
 * about every 256 bytes. A `Buffer`, as Node's sockets give it, is searched faster than a plain
 * `Uint8Array`; both are measured where the search matters.
 *
 * @module
 */
import { Gate } from '../packages/zoetrope/dist/frame/gate.js'
import { inspectJpeg } from '../packages/zoetrope/dist/frame/jpeg.js'
import { JpegSplitter } from '../packages/zoetrope/dist/frame/split.js'
import { STANDARD_HUFFMAN } from '../packages/zoetrope/dist/frame/standard-huffman.js'
import { PartReader } from '../packages/zoetrope/dist/multipart/reader.js'

const FRAME = 47_000
const COUNT = 200
const ROUNDS = 5
const ROUND_MS = 200

/** @typedef {{ name: string, megabytesPerSecond: number, framesPerSecond: number }} Row */

/** @returns {Row[]} */
export function benchReader() {
  const right = multipart((frame) => `Content-Length: ${frame.length}\r\n`)
  const none = multipart(() => '')
  const wrong = multipart(() => 'Content-Length: 1000000\r\n')
  return [
    row('Content-Length, chunks of 64 KB', right, 65_536, readParts),
    row('Content-Length, chunks of 1460 bytes', right, 1460, readParts),
    row('no Content-Length, chunks of 64 KB', none, 65_536, readParts),
    row('wrong Content-Length, chunks of 64 KB', wrong, 65_536, readParts),
  ]
}

/** @returns {Row[]} */
export function benchSplitter() {
  const stream = Buffer.concat(makeFrames())
  return [
    row('Buffer, chunks of 64 KB', stream, 65_536, splitFrames),
    row('Buffer, chunks of 4 KB', stream, 4096, splitFrames),
    row('Uint8Array, chunks of 64 KB', new Uint8Array(stream), 65_536, splitFrames),
  ]
}

/** @returns {Row[]} */
export function benchGate() {
  const stream = Buffer.concat(makeFrames())
  const plain = new Uint8Array(stream)
  return [
    row('Buffer', stream, FRAME, passFrames),
    row('Uint8Array', plain, FRAME, passFrames),
    row('Buffer, structure alone', stream, FRAME, inspectFrames),
    row('Uint8Array, structure alone', plain, FRAME, inspectFrames),
  ]
}

/** @param {Uint8Array<ArrayBuffer>[]} chunks */
function readParts(chunks) {
  const reader = new PartReader({ boundary: 'frame' })
  let parts = 0
  for (const chunk of chunks) parts += reader.push(chunk).length
  return parts
}

/** @param {Uint8Array<ArrayBuffer>[]} chunks */
function splitFrames(chunks) {
  const splitter = new JpegSplitter()
  let frames = 0
  for (const chunk of chunks) frames += splitter.push(chunk).length
  return frames
}

/** @param {Uint8Array[]} frames */
function passFrames(frames) {
  // The blocks of noise cannot be counted: they are none.
  const gate = new Gate({ countBlocks: 'never' })
  for (const frame of frames) gate.pass(frame)
  return frames.length
}

/** @param {Uint8Array[]} frames */
function inspectFrames(frames) {
  return frames.filter((frame) => inspectJpeg(frame).ok).length
}

/**
 * The best of a few rounds: what else runs on the machine only ever slows one down.
 *
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} stream
 * @param {number} size of a chunk
 * @param {(chunks: Uint8Array<ArrayBuffer>[]) => number} parse gives the number of frames it found
 * @returns {Row}
 */
function row(name, stream, size, parse) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = []
  for (let at = 0; at < stream.length; at += size) chunks.push(stream.subarray(at, at + size))
  const found = parse(chunks)
  if (found !== COUNT) throw new Error(`${name}: found ${found} of ${COUNT} frames`)
  const times = Array.from({ length: ROUNDS }, () => millisecondsPerPass(() => parse(chunks)))
  const best = Math.min(...times)
  return {
    name,
    megabytesPerSecond: stream.length / best / 1000,
    framesPerSecond: (COUNT * 1000) / best,
  }
}

/** @param {() => void} pass */
function millisecondsPerPass(pass) {
  const start = performance.now()
  let passes = 0
  do {
    pass()
    passes += 1
  } while (performance.now() - start < ROUND_MS)
  return (performance.now() - start) / passes
}

/** @param {(frame: Uint8Array) => string} lengthLine */
function multipart(lengthLine) {
  const parts = makeFrames().flatMap((frame, index) => {
    const stamp = (1_700_000_000 + index / 30).toFixed(6)
    const header = `Content-Type: image/jpeg\r\n${lengthLine(frame)}X-Timestamp: ${stamp}\r\n\r\n`
    return [Buffer.from(header), frame, Buffer.from('\r\n--frame\r\n')]
  })
  return Buffer.concat([Buffer.from('--frame\r\n'), ...parts])
}

/** Frames of exactly {@link FRAME} bytes, the same on every run. */
function makeFrames() {
  const random = randomBytes(1)
  return Array.from({ length: COUNT }, () => {
    const frame = Buffer.alloc(FRAME)
    HEADER.copy(frame)
    for (let at = HEADER.length; at < FRAME - 2; at++) {
      const byte = random()
      frame[at] = byte
      // A zero is stuffed behind every FF, and the last byte must leave room for one.
      if (byte === 0xff) frame[++at] = 0
    }
    frame.set([0, 0xff, 0xd9], FRAME - 3)
    return frame
  })
}

/** @param {number} seed */
function randomBytes(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  }
}

/** SOI, a quantiser, 640 x 480 in three colours, the standard Huffman tables, SOS. */
const HEADER = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb0043', 'hex'),
  Buffer.from([0]),
  Buffer.alloc(64, 8),
  Buffer.from('ffc0001108 01e00280 03 012200 021100 031100'.replaceAll(' ', ''), 'hex'),
  STANDARD_HUFFMAN,
  Buffer.from('ffda000c03010002110311003f00', 'hex'),
])
