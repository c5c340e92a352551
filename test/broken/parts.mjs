/**
 * Faults of the body: delimiters, line ends, and the header lines of the parts.
 *
 * @module
 */
import { partFields, partWith, stamp, streaming } from './camera.mjs'
import { bytes } from './server.mjs'

const TYPE = 'Content-Type: image/jpeg'
const PLAYERS = ['ffmpeg', 'GStreamer', 'OpenCV', 'mpv', 'VLC']
const BY_LENGTH = ['Mainsail', 'go2rtc', 'motionEye', 'mjpeg-consumer', 'py-mjpeg']

/**
 * Parts with these header lines.
 *
 * @param {(jpeg: Uint8Array, index: number) => readonly string[]} fields
 */
const having = (fields) => streaming({ part: (jpeg, index) => partWith(jpeg, fields(jpeg, index)) })

/** @param {Uint8Array} jpeg */
const lengthOf = (jpeg) => `Content-Length: ${jpeg.length}`

const stamped = () => `X-Timestamp: ${stamp()}`

/**
 * A stream that writes its delimiter in front of the parts.
 *
 * @param {string} front
 * @param {string} behind
 * @param {string} opening
 */
const framed = (front, behind, opening = '') =>
  streaming({
    opening,
    part: (jpeg) => bytes(front, `${partFields(jpeg).join('\r\n')}\r\n\r\n`, jpeg, behind),
  })

/** @type {readonly import('./faults.mjs').Fault[]} */
export const parts = [
  {
    name: 'first-delimiter-missing',
    wrong: 'the body begins with the header of a part, without a delimiter',
    codes: ['FIRST_DELIMITER_MISSING'],
    breaks: [...PLAYERS, 'py-mjpeg'],
    answer: streaming({ opening: '' }),
  },
  {
    name: 'preamble',
    wrong: 'a line of text stands in front of the first delimiter',
    codes: ['PREAMBLE'],
    breaks: [...PLAYERS, 'py-mjpeg'],
    answer: streaming({ opening: 'This is a stream of pictures.\r\n--frame\r\n' }),
  },
  {
    name: 'leading-line-end',
    wrong: 'a CRLF and the delimiter stand in front of each part, as an ESP32 writes it',
    codes: ['PREAMBLE', 'TRAILER_LATE'],
    also: ['DELIMITER_LATE'],
    breaks: [],
    answer: framed('\r\n--frame\r\n', ''),
  },
  {
    name: 'line-ends',
    wrong: 'lines end with LF alone',
    codes: ['LINE_ENDS'],
    breaks: ['aiohttp', 'py-mjpeg', 'mjpeg-proxy'],
    answer: streaming({
      opening: '--frame\n',
      part: (jpeg) => bytes(`${partFields(jpeg).join('\n')}\n\n`, jpeg, '\n--frame\n'),
    }),
  },
  {
    name: 'no-line-end',
    wrong: 'the delimiter follows the JPEG with no line end between',
    codes: ['NO_LINE_END'],
    breaks: ['aiohttp', 'py-mjpeg', 'mjpeg-proxy'],
    answer: framed('', '--frame\r\n', '--frame\r\n'),
  },
  {
    name: 'extra-line-end',
    wrong: 'two line ends stand between the JPEG and the delimiter',
    codes: ['EXTRA_LINE_END'],
    breaks: ['aiohttp', 'py-mjpeg', 'mjpeg-proxy'],
    answer: framed('', '\r\n\r\n--frame\r\n', '--frame\r\n'),
  },
  {
    name: 'delimiter-late',
    wrong: 'the delimiter comes with the next frame, so that browsers show each frame one late',
    codes: ['DELIMITER_LATE'],
    breaks: ['Chromium', 'Firefox', 'Safari'],
    answer: framed('--frame\r\n', '\r\n'),
  },
  {
    name: 'trailer-late',
    wrong: 'nothing comes behind a frame until the next one is there',
    codes: ['TRAILER_LATE'],
    also: ['DELIMITER_LATE'],
    breaks: ['GStreamer', 'Mainsail'],
    answer: laterTrailer(),
  },
  {
    name: 'part-type-missing',
    wrong: 'parts have no Content-Type',
    codes: ['PART_TYPE_MISSING'],
    breaks: PLAYERS,
    answer: having((jpeg) => [lengthOf(jpeg), stamped()]),
  },
  {
    name: 'part-type-jpg',
    wrong: 'parts are called image/jpg',
    codes: ['PART_TYPE_WRONG'],
    breaks: PLAYERS,
    answer: having((jpeg) => ['Content-Type: image/jpg', lengthOf(jpeg), stamped()]),
  },
  {
    name: 'part-type-parameter',
    wrong: 'the type of the parts has a parameter',
    codes: ['PART_TYPE_PARAMETER'],
    breaks: ['ffmpeg', 'OpenCV', 'mpv'],
    answer: having((jpeg) => [`${TYPE}; charset=binary`, lengthOf(jpeg), stamped()]),
  },
  {
    name: 'part-type-not-first',
    wrong: 'the type of the parts is not the first of their header lines',
    codes: ['PART_TYPE_NOT_FIRST'],
    breaks: [],
    answer: having((jpeg) => [lengthOf(jpeg), stamped(), TYPE]),
  },
  {
    name: 'length-missing',
    wrong: 'parts do not tell their length',
    codes: ['LENGTH_MISSING'],
    breaks: BY_LENGTH,
    answer: having(() => [TYPE, stamped()]),
  },
  {
    name: 'length-short',
    wrong: 'parts are longer than they say',
    codes: ['LENGTH_WRONG'],
    breaks: [...BY_LENGTH, ...PLAYERS],
    answer: having((jpeg) => [TYPE, `Content-Length: ${jpeg.length - 40}`, stamped()]),
  },
  {
    name: 'length-long',
    wrong: 'parts are shorter than they say',
    codes: ['LENGTH_WRONG'],
    breaks: [...BY_LENGTH, ...PLAYERS],
    answer: having((jpeg) => [TYPE, `Content-Length: ${jpeg.length + 7}`, stamped()]),
  },
  {
    name: 'length-padded',
    wrong: 'the length of the parts is filled up with spaces, as motion writes it',
    codes: ['LENGTH_PADDED'],
    breaks: [],
    answer: having((jpeg) => [TYPE, `Content-Length: ${`${jpeg.length}`.padStart(9)}`, stamped()]),
  },
  {
    name: 'empty-parts',
    wrong: 'an empty part follows each frame, to push it into the picture',
    codes: ['EMPTY_PART'],
    breaks: ['Chromium', 'Safari'],
    answer: streaming({
      part: (jpeg) => {
        const empty = new Uint8Array()
        return bytes(partWith(jpeg, partFields(jpeg)), partWith(empty, partFields(empty)))
      },
    }),
  },
  {
    name: 'stamps-stuck',
    wrong: 'every frame bears the same time',
    codes: ['STAMPS_STUCK'],
    also: ['OLD_FRAMES', 'CLOCK_OFF'],
    breaks: [],
    answer: having(
      (() => {
        const first = stamped()
        return (jpeg) => [TYPE, lengthOf(jpeg), first]
      })(),
    ),
  },
  {
    name: 'stamps-milliseconds',
    wrong: 'the time of the frames is in milliseconds',
    codes: ['STAMP_FORM'],
    breaks: [],
    answer: having((jpeg) => [TYPE, lengthOf(jpeg), `X-Timestamp: ${Date.now()}`]),
  },
  {
    name: 'clock-off',
    wrong: 'the clock of the camera is an hour fast',
    codes: ['CLOCK_OFF'],
    breaks: [],
    answer: having((jpeg) => [TYPE, lengthOf(jpeg), `X-Timestamp: ${stampBefore(-3600)}`]),
  },
  {
    name: 'old-frames',
    wrong: 'frames are three seconds old when they come',
    codes: ['OLD_FRAMES'],
    breaks: [],
    answer: having((jpeg) => [TYPE, lengthOf(jpeg), `X-Timestamp: ${stampBefore(3)}`]),
  },
]

/** @param {number} seconds */
function stampBefore(seconds) {
  return (Date.now() / 1000 - seconds).toFixed(6)
}

/** A stream of which each write ends with the last byte of a JPEG. */
function laterTrailer() {
  return streaming({
    send: (viewer, part) => {
      if (viewer.socket.writableLength > 0) return
      // The part comes with its trailer behind; here the one of the part before goes in front.
      const trailer = '\r\n--frame\r\n'
      const front = viewer.seen === 0 ? '' : trailer
      viewer.socket.write(bytes(front, part.subarray(0, part.length - trailer.length)))
    },
  })
}
