/**
 * Faults of the body between the frames: delimiters, line ends, and the header lines of the parts.
 *
 * @module
 */
import { partFields, partWith, stamp, streaming } from './camera.mjs'
import { bytes } from './server.mjs'

const TYPE = 'Content-Type: image/jpeg'

/**
 * Parts with these header lines.
 *
 * @param {(jpeg: Uint8Array) => readonly string[]} fields
 */
const having = (fields) => streaming({ part: (jpeg) => partWith(jpeg, fields(jpeg)) })

/** @param {Uint8Array} jpeg */
const lengthOf = (jpeg) => `Content-Length: ${jpeg.length}`

const stamped = () => `X-Timestamp: ${stamp()}`

/**
 * A stream with this in front of each part, and that behind it.
 *
 * @param {string} opening
 * @param {string} front
 * @param {string} behind
 */
const framed = (opening, front, behind) =>
  streaming({
    opening,
    part: (jpeg) => bytes(front, `${partFields(jpeg).join('\r\n')}\r\n\r\n`, jpeg, behind),
  })

/** A stream of which each write ends with the last byte of a JPEG. */
function laterTrailer() {
  const trailer = '\r\n--frame\r\n'
  return streaming({
    send: ({ socket, seen }, part) => {
      if (socket.writableLength > 0) return
      // The part comes with its trailer behind; here the one of the part before goes in front.
      const front = seen === 0 ? '' : trailer
      socket.write(bytes(front, part.subarray(0, part.length - trailer.length)))
    },
  })
}

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const parts = [
  {
    name: 'first-delimiter-missing',
    wrong: 'the body begins with the header of a part, without a delimiter',
    codes: ['FIRST_DELIMITER_MISSING'],
    answer: streaming({ opening: '' }),
  },
  {
    name: 'preamble',
    wrong: 'a line of text stands in front of the first delimiter',
    codes: ['PREAMBLE'],
    answer: streaming({ opening: 'This is a stream of pictures.\r\n--frame\r\n' }),
  },
  {
    name: 'leading-line-end',
    wrong: 'a CRLF and the delimiter stand in front of each part, as an ESP32 writes it',
    codes: ['PREAMBLE', 'TRAILER_LATE'],
    answer: framed('', '\r\n--frame\r\n', ''),
  },
  {
    name: 'line-ends',
    wrong: 'lines end with LF alone',
    codes: ['LINE_ENDS'],
    answer: streaming({
      opening: '--frame\n',
      part: (jpeg) => bytes(`${partFields(jpeg).join('\n')}\n\n`, jpeg, '\n--frame\n'),
    }),
  },
  {
    name: 'no-line-end',
    wrong: 'the delimiter follows the JPEG with no line end between',
    codes: ['NO_LINE_END'],
    answer: framed('--frame\r\n', '', '--frame\r\n'),
  },
  {
    name: 'extra-line-end',
    wrong: 'two line ends stand between the JPEG and the delimiter',
    codes: ['EXTRA_LINE_END'],
    answer: framed('--frame\r\n', '', '\r\n\r\n--frame\r\n'),
  },
  {
    name: 'delimiter-late',
    wrong: 'the delimiter comes with the next frame, so that browsers show each frame one late',
    codes: ['DELIMITER_LATE'],
    answer: framed('', '--frame\r\n', '\r\n'),
  },
  {
    name: 'trailer-late',
    wrong: 'nothing comes behind a frame until the next one is there',
    codes: ['TRAILER_LATE'],
    answer: laterTrailer(),
  },
  {
    name: 'part-type-missing',
    wrong: 'parts have no Content-Type',
    codes: ['PART_TYPE_MISSING'],
    answer: having((jpeg) => [lengthOf(jpeg), stamped()]),
  },
  {
    name: 'part-type-jpg',
    wrong: 'parts are called image/jpg',
    codes: ['PART_TYPE_WRONG'],
    answer: having((jpeg) => ['Content-Type: image/jpg', lengthOf(jpeg), stamped()]),
  },
  {
    name: 'part-type-parameter',
    wrong: 'the type of the parts has a parameter',
    codes: ['PART_TYPE_PARAMETER'],
    answer: having((jpeg) => [`${TYPE}; charset=binary`, lengthOf(jpeg), stamped()]),
  },
  {
    name: 'part-type-not-first',
    wrong: 'the type of the parts is not the first of their header lines',
    codes: ['PART_TYPE_NOT_FIRST'],
    answer: having((jpeg) => [lengthOf(jpeg), stamped(), TYPE]),
  },
  {
    name: 'length-missing',
    wrong: 'parts do not tell their length',
    codes: ['LENGTH_MISSING'],
    answer: having(() => [TYPE, stamped()]),
  },
  {
    name: 'length-short',
    wrong: 'parts are longer than they say',
    codes: ['LENGTH_WRONG'],
    answer: having((jpeg) => [TYPE, `Content-Length: ${jpeg.length - 40}`, stamped()]),
  },
  {
    name: 'length-long',
    wrong: 'parts are shorter than they say',
    codes: ['LENGTH_WRONG'],
    answer: having((jpeg) => [TYPE, `Content-Length: ${jpeg.length + 7}`, stamped()]),
  },
  {
    name: 'length-padded',
    wrong: 'the length of the parts is filled up with spaces, as motion writes it',
    codes: ['LENGTH_PADDED'],
    answer: having((jpeg) => [TYPE, `Content-Length: ${`${jpeg.length}`.padStart(9)}`, stamped()]),
  },
  {
    name: 'empty-parts',
    wrong: 'an empty part follows each frame, to push it into the picture',
    codes: ['EMPTY_PART'],
    answer: streaming({
      part: (jpeg) => {
        const empty = new Uint8Array()
        return bytes(partWith(jpeg, partFields(jpeg)), partWith(empty, partFields(empty)))
      },
    }),
  },
]
