/**
 * What may be wrong before the first byte of a body: the way there, who is let in, and what is asked
 * of the head of the answer.
 *
 * @module
 */
import { type Fault, fault } from './fault.ts'

type TransportFault =
  | 'ADDRESS_UNKNOWN'
  | 'CONNECTION_REFUSED'
  | 'CONNECTION_TIMEOUT'
  | 'NO_ANSWER'
  | 'CLOSED_WITHOUT_ANSWER'
  | 'TLS_FAILED'
  | 'TLS_UNTRUSTED'
  | 'NOT_HTTP'
  | 'REDIRECTED'
  | 'REDIRECT_LOOP'
  | 'LOGIN_NEEDED'
  | 'LOGIN_REFUSED'
  | 'LOGIN_IN_CLEAR'
  | 'STATUS_BAD'
  | 'NOT_A_STREAM'
  | 'WRONG_KIND'
  | 'NO_FRAME'
  | 'GONE_AFTER_VIEWER'

type HeadFault =
  | 'HEAD_LINE_ENDS'
  | 'TYPE_NOT_REPLACE'
  | 'BOUNDARY_MISSING'
  | 'BOUNDARY_DASHES'
  | 'BOUNDARY_NOT_LAST'
  | 'BOUNDARY_QUOTED'
  | 'BOUNDARY_MISMATCH'
  | 'CACHEABLE'
  | 'CHUNKED'
  | 'CHUNKED_TO_1_0'
  | 'LENGTH_OF_STREAM'
  | 'COMPRESSED'
  | 'PROXY_BUFFERS'

/** Codes of faults of the way to a body. */
export type ConnectionFault = TransportFault | HeadFault

const ALL = ['everything'] as const
const FFMPEG = ['ffmpeg', 'OpenCV', 'mpv', 'motion'] as const

const TRANSPORT: Readonly<Record<TransportFault, Fault>> = {
  ADDRESS_UNKNOWN: fault('error', ALL, 'check the spelling, or use the number (the IP address)'),
  CONNECTION_REFUSED: fault(
    'error',
    ALL,
    'start the server, check the port, and that it listens on this address and not on 127.0.0.1 only',
  ),
  CONNECTION_TIMEOUT: fault('error', ALL, 'check the address, the network and its firewall'),
  NO_ANSWER: fault(
    'error',
    ALL,
    'answer with the head at once, also while the camera starts; look whether the server hangs',
  ),
  CLOSED_WITHOUT_ANSWER: fault('error', ALL, 'see why the server hangs up: its log may tell'),
  TLS_FAILED: fault('error', ALL, 'use http:// if that port speaks no TLS; else mend the set-up'),
  TLS_UNTRUSTED: fault(
    'warning',
    ['browsers (a warning first)', 'Home Assistant', 'Python', 'ffmpeg with -tls_verify'],
    'use a certificate of an authority that the viewers trust',
  ),
  NOT_HTTP: fault('error', ALL, 'begin the answer with "HTTP/1.1 200 OK" and a header'),
  REDIRECTED: fault('note', ['motion', 'simple readers'], 'give viewers the final address'),
  REDIRECT_LOOP: fault('error', ALL, 'end the circle: one address must answer with the pictures'),
  LOGIN_NEEDED: fault('error', ALL, 'put the login into the address: http://user:password@host/'),
  LOGIN_REFUSED: fault('error', ALL, 'check the name and the password'),
  LOGIN_IN_CLEAR: fault('note', [], 'use HTTPS or digest, or keep the network to yourself'),
  STATUS_BAD: fault('error', ALL, 'check the path; the camera may also be off'),
  NOT_A_STREAM: fault('error', ALL, 'give the address of the stream or of the snapshot itself'),
  WRONG_KIND: fault(
    'warning',
    ['whoever trusts the name: Moonraker, OctoPrint, Home Assistant'],
    'give the stream where a stream is asked for, and the snapshot where a snapshot is',
  ),
  NO_FRAME: fault(
    'error',
    ALL,
    'send the newest frame at once to whoever joins; see whether the camera delivers',
  ),
  GONE_AFTER_VIEWER: fault(
    'error',
    ['every second viewer', 'whoever connects again'],
    'use a server that stays (ffmpeg -listen 1 serves one viewer, once)',
  ),
}

const HEAD: Readonly<Record<HeadFault, Fault>> = {
  HEAD_LINE_ENDS: fault('error', ['Node', 'aiohttp', 'strict proxies'], 'end lines with CRLF'),
  TYPE_NOT_REPLACE: fault(
    'error',
    ['browsers', 'mjpeg-decoder', 'mjpeg-proxy', 'aiohttp'],
    'say Content-Type: multipart/x-mixed-replace; boundary=frame',
  ),
  BOUNDARY_MISSING: fault(
    'error',
    ['browsers', 'mjpeg-decoder', 'mjpeg-proxy', 'aiohttp'],
    'say Content-Type: multipart/x-mixed-replace; boundary=frame',
  ),
  BOUNDARY_DASHES: fault(
    'error',
    ['ffmpeg (strict)', 'aiohttp', 'Safari'],
    'leave the dashes away in the head: boundary=frame there, --frame in the body',
  ),
  BOUNDARY_NOT_LAST: fault('error', ['VLC', 'motion'], 'let the boundary be the only parameter'),
  BOUNDARY_QUOTED: fault('note', ['readers written by hand'], 'use a bare token: boundary=frame'),
  BOUNDARY_MISMATCH: fault(
    'error',
    ['browsers', 'VLC', 'ffmpeg (strict)', 'aiohttp', 'mjpeg-proxy'],
    'use the same boundary in the head (frame) and, behind two dashes, in the body (--frame)',
  ),
  CACHEABLE: fault(
    'warning',
    ['proxies', 'browsers (snapshots)'],
    'say Cache-Control: no-store, no-cache, must-revalidate',
  ),
  CHUNKED: fault(
    'warning',
    ['Chromium (a broken picture when it ends)', 'simple readers'],
    'send no Transfer-Encoding: let the end of the connection end the body',
  ),
  CHUNKED_TO_1_0: fault(
    'error',
    ['motion', 'ab', 'HTTP/1.0 readers'],
    'never chunk towards HTTP/1.0',
  ),
  LENGTH_OF_STREAM: fault('error', ALL, 'send no Content-Length for an endless body'),
  COMPRESSED: fault(
    'error',
    [...FFMPEG, 'VLC', 'GStreamer'],
    'send it as it is: JPEG is compressed',
  ),
  PROXY_BUFFERS: fault(
    'note',
    ['viewers behind nginx with its default settings'],
    'say X-Accel-Buffering: no, so that nginx does not collect the frames',
  ),
}

/** Faults of the way to the body. */
export const CONNECTION_FAULTS: Readonly<Record<ConnectionFault, Fault>> = { ...TRANSPORT, ...HEAD }
