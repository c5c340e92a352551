/**
 * Real JPEGs of every kind that cameras and encoders make, and some that none should, for the fuzz
 * test of the gate.
 *
 * @module
 */
import { minimalExif } from '../../src/frame/exif.ts'
import type { Bytes } from '../../src/frame/frame.ts'
import { piecesOf, without, withSegments } from './anatomy.ts'
import { exifWithThumbnail } from './exifs.ts'
import { concat, exif, latin1, segment, tinyJpeg } from './jpegs.ts'
import { encoded } from './libjpeg.ts'
import { type Victim, victim } from './mutations.ts'
import { testStream } from './real-streams.ts'

/** Options of libjpeg.c, one JPEG each. */
const KINDS = [
  '',
  'sampling=1x1',
  'sampling=2x1',
  'sampling=1x2',
  'sampling=4x1',
  'grey',
  'rgb',
  'cmyk',
  'optimal',
  'apart',
  'restart=1',
  'restart=3 sampling=1x1',
  'restart=2 grey',
  'progressive',
  'progressive restart=4',
  'progressive grey',
  'arithmetic',
  'quality=15',
  'quality=97',
]

/** All of them; each is whole, and some are refused nevertheless. */
export function victims(): Victim[] {
  const made = KINDS.map((kind) => victim(kind, encoded(kind.split(' ').filter(Boolean))))
  const odd = encoded([], '61x43')
  const plain = encoded(['sampling=2x1'])
  return [
    ...made,
    victim('odd size', odd),
    victim('no tables', without(plain, 0xc4)),
    victim('AVI1', withSegments(without(plain, 0xc4, 0xe0), segment(0xe0, latin1('AVI1\0\0')))),
    victim('no EOI', plain.slice(0, -2)),
    victim('padded', concat(plain, new Uint8Array(40))),
    victim('padded, no EOI', concat(plain.subarray(0, -2), new Uint8Array(40))),
    victim('late height', withLateHeight(plain)),
    victim('EXIF', withSegments(plain, minimalExif(6))),
    victim('thumbnail', withSegments(plain, exifWithThumbnail(tinyJpeg(), { orientation: 8 }))),
    victim('hidden JPEG', withSegments(plain, exif(tinyJpeg()))),
    victim('JFIF thumbnail', withSegments(plain, jfifWithThumbnail())),
    victim('MPF', concat(withSegments(plain, segment(0xe2, latin1('MPF\0II*\0'))), plain)),
    victim('two fields', concat(plain, plain)),
    victim('by hand', tinyJpeg({ width: 40, height: 24 })),
    victim('ffmpeg', testStream('mjpeg', 1, ['-vf', 'scale=96:64'])),
    victim('ffmpeg 4:4:4', testStream('mjpeg', 1, ['-vf', 'scale=48:32', '-pix_fmt', 'yuvj444p'])),
  ]
}

/** JFIF with a thumbnail of 4 x 4 bare pixels. */
export function jfifWithThumbnail(): Bytes {
  return segment(0xe0, concat(latin1('JFIF\0'), [1, 2, 0, 0, 1, 0, 1, 4, 4], new Uint8Array(48)))
}

/** The height moved behind the scan (DNL). */
export function withLateHeight(jpeg: Bytes): Bytes {
  const header = piecesOf(jpeg).find(({ marker }) => marker === 0xc0)
  const at = (header?.from ?? 0) + 5
  const dnl = segment(0xdc, jpeg.slice(at, at + 2))
  const moved = concat(jpeg.subarray(0, -2), dnl, jpeg.subarray(-2))
  moved.set([0, 0], at)
  return moved
}
