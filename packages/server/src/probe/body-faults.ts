/**
 * What may be wrong in a body: its parts, and the pictures in them.
 *
 * @module
 */
import { type Fault, fault } from './fault.ts'

type PartFault =
  | 'FIRST_DELIMITER_MISSING'
  | 'PREAMBLE'
  | 'LINE_ENDS'
  | 'NO_LINE_END'
  | 'EXTRA_LINE_END'
  | 'DELIMITER_LATE'
  | 'TRAILER_LATE'
  | 'PART_TYPE_MISSING'
  | 'PART_TYPE_WRONG'
  | 'PART_TYPE_PARAMETER'
  | 'PART_TYPE_NOT_FIRST'
  | 'LENGTH_MISSING'
  | 'LENGTH_WRONG'
  | 'LENGTH_PADDED'
  | 'EMPTY_PART'

type PictureFault =
  | 'NOT_JPEG'
  | 'JPEG_DAMAGED'
  | 'JPEG_CUT'
  | 'JPEG_UNSHOWABLE'
  | 'JPEG_PROGRESSIVE'
  | 'THUMBNAIL'
  | 'HUFFMAN_MISSING'
  | 'TRAILING_BYTES'
  | 'SIZE_CHANGES'

/** Codes of faults of a body. */
export type BodyFault = PartFault | PictureFault

const DEMUXERS = ['ffmpeg', 'GStreamer', 'OpenCV', 'mpv', 'VLC'] as const

const PARTS: Readonly<Record<PartFault, Fault>> = {
  FIRST_DELIMITER_MISSING: fault(
    'error',
    [...DEMUXERS, 'py-mjpeg'],
    'begin the body with --boundary and CRLF',
  ),
  PREAMBLE: fault(
    'error',
    [...DEMUXERS, 'py-mjpeg'],
    'send nothing in front of the first --boundary, not even an empty line',
  ),
  LINE_ENDS: fault('error', ['aiohttp', 'py-mjpeg', 'mjpeg-proxy'], 'end every line with CRLF'),
  NO_LINE_END: fault(
    'error',
    ['aiohttp', 'py-mjpeg', 'mjpeg-proxy'],
    'send exactly one CRLF between the JPEG and the delimiter',
  ),
  EXTRA_LINE_END: fault(
    'error',
    ['aiohttp', 'py-mjpeg', 'mjpeg-proxy'],
    'send exactly one CRLF between the JPEG and the delimiter',
  ),
  DELIMITER_LATE: fault(
    'warning',
    ['Chromium, Firefox, WebKit: one frame late, and the last one never'],
    'send the delimiter that ends a frame together with it, not with the next one',
  ),
  TRAILER_LATE: fault(
    'warning',
    ['GStreamer and Mainsail: one frame late'],
    'send the CRLF behind a frame (and the delimiter) in one write with it',
  ),
  PART_TYPE_MISSING: fault('error', DEMUXERS, 'begin each part with Content-Type: image/jpeg'),
  PART_TYPE_WRONG: fault('error', DEMUXERS, 'say exactly Content-Type: image/jpeg in each part'),
  PART_TYPE_PARAMETER: fault(
    'error',
    ['ffmpeg', 'OpenCV', 'mpv'],
    'say exactly Content-Type: image/jpeg in each part, with nothing behind it',
  ),
  PART_TYPE_NOT_FIRST: fault('warning', ['simple readers'], 'let Content-Type be the first header'),
  LENGTH_MISSING: fault(
    'error',
    ['Mainsail', 'go2rtc', 'motionEye', 'mjpeg-consumer', 'py-mjpeg'],
    'say Content-Length: the exact number of bytes of the JPEG, in each part',
  ),
  LENGTH_WRONG: fault(
    'error',
    ['half of all programs: Mainsail, go2rtc, GStreamer, aiohttp, motionEye ...'],
    'let Content-Length be the exact number of bytes of the JPEG',
  ),
  LENGTH_PADDED: fault(
    'warning',
    ['strict readers'],
    'write Content-Length without spare blanks or zeros',
  ),
  EMPTY_PART: fault(
    'error',
    ['Chromium (dead until reloaded)', 'ffmpeg', 'OpenCV'],
    'send no empty part',
  ),
}

const PICTURES: Readonly<Record<PictureFault, Fault>> = {
  NOT_JPEG: fault(
    'error',
    ['Chromium (dead until reloaded)', 'ffmpeg', 'OpenCV', 'aiohttp'],
    'send nothing but whole JPEGs: look at each before it goes out',
  ),
  JPEG_DAMAGED: fault(
    'error',
    ['Chromium (dead until reloaded)', 'ffmpeg', 'OpenCV', 'aiohttp'],
    'leave damaged frames out; check the camera and its cable',
  ),
  JPEG_CUT: fault(
    'warning',
    ['programs that look for the end (FF D9)', 'everybody sees a grey rest'],
    'leave cut frames out; raise the size of the buffer that frames are read into',
  ),
  JPEG_UNSHOWABLE: fault(
    'error',
    ['browsers', 'most decoders'],
    'encode baseline JPEG, 8 bits, Huffman',
  ),
  JPEG_PROGRESSIVE: fault(
    'note',
    ['hardware decoders'],
    'encode baseline JPEG: it is quicker, too',
  ),
  THUMBNAIL: fault(
    'error',
    ['Home Assistant', 'Mainsail', 'mjpeg-consumer', 'mjpeg-decoder', 'pipe2jpeg'],
    'remove the thumbnail (EXIF, MPF): its end is taken for the end of the frame',
  ),
  HUFFMAN_MISSING: fault(
    'warning',
    ['Safari (paints nothing)'],
    'insert the standard Huffman tables',
  ),
  TRAILING_BYTES: fault(
    'warning',
    ['strict readers'],
    'end each part with the JPEG: cut what is behind FF D9',
  ),
  SIZE_CHANGES: fault(
    'warning',
    ['ffmpeg', 'GStreamer', 'recorders'],
    'keep the size of the picture',
  ),
}

/** Faults of parts and of pictures. */
export const BODY_FAULTS: Readonly<Record<BodyFault, Fault>> = { ...PARTS, ...PICTURES }
