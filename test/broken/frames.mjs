/**
 * Faults of the frames themselves, in an envelope that is right.
 *
 * @module
 */
import sharp from 'sharp'
import { showing, streaming } from './camera.mjs'
import {
  cutInHeaders,
  filmed,
  pictures,
  withCoding,
  withoutTables,
  withThumbnail,
} from './pictures.mjs'
import { bytes } from './server.mjs'

/** A frame of another size. */
const [other = bytes()] = await filmed(160, 128, 1)

const progressive = await Promise.all(
  pictures.slice(0, 12).map((jpeg) => sharp(jpeg).jpeg({ progressive: true }).toBuffer()),
)

/**
 * As many bytes that mean nothing; the last one is a line end.
 *
 * @param {Uint8Array} jpeg
 */
const noiseFor = (jpeg) =>
  bytes(
    jpeg.subarray(1).map((_, at) => (at * 151) & 127),
    '\r',
  )

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const frames = [
  {
    name: 'thumbnail',
    wrong: 'frames carry a smaller picture of themselves',
    codes: ['THUMBNAIL'],
    answer: showing((jpeg) => withThumbnail(jpeg)),
  },
  {
    name: 'huffman-missing',
    wrong: 'frames have no Huffman tables',
    codes: ['HUFFMAN_MISSING'],
    answer: showing((jpeg) => withoutTables(jpeg)),
  },
  {
    name: 'end-missing',
    wrong: 'frames have no end marker',
    codes: ['JPEG_CUT'],
    answer: showing((jpeg) => jpeg.subarray(0, -2)),
  },
  {
    name: 'cut-in-scan',
    wrong: 'every third frame ends in the middle of its picture',
    codes: ['JPEG_CUT'],
    answer: showing((jpeg, index) =>
      index % 3 === 2 ? jpeg.subarray(0, Math.floor(jpeg.length * 0.7)) : jpeg,
    ),
  },
  {
    name: 'cut-in-headers',
    wrong: 'every third frame ends before its picture begins',
    codes: ['JPEG_DAMAGED'],
    answer: showing((jpeg, index) => (index % 3 === 2 ? cutInHeaders(jpeg) : jpeg)),
  },
  {
    name: 'garbage',
    wrong: 'every third frame is noise, and ends as a line does',
    codes: ['NOT_JPEG'],
    answer: showing((jpeg, index) => (index % 3 === 2 ? noiseFor(jpeg) : jpeg)),
  },
  {
    name: 'other-format',
    wrong: 'parts are called JPEG and are PNG',
    codes: ['NOT_JPEG'],
    answer: showing((_, index) => bytes('\x89PNG\r\n\x1a\n', `\0\0\0\rIHDR${index}`.padEnd(400))),
  },
  {
    name: 'arithmetic',
    wrong: 'frames are coded arithmetically, which browsers do not read',
    codes: ['JPEG_UNSHOWABLE'],
    answer: showing((jpeg) => withCoding(jpeg, 0xffc9)),
  },
  {
    name: 'progressive',
    wrong: 'frames are progressive, which chips that decode JPEG do not read',
    codes: ['JPEG_PROGRESSIVE'],
    answer: streaming({ picture: (index) => progressive[index % progressive.length] ?? bytes() }),
  },
  {
    name: 'trailing-bytes',
    wrong: 'frames are filled up with zeros behind their end, as some webcams do',
    codes: ['TRAILING_BYTES'],
    answer: showing((jpeg) => bytes(jpeg, new Uint8Array(500))),
  },
  {
    name: 'size-changes',
    wrong: 'every third frame has another size',
    codes: ['SIZE_CHANGES'],
    answer: showing((jpeg, index) => (index % 3 === 2 ? other : jpeg)),
  },
]
