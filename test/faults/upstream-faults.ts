/**
 * What a camera on the network may do instead of sending frames, and what people are told of it.
 *
 * @module
 */
import { bytes, head, MULTIPART, part } from '../../packages/zoetrope/test/client/raw-server.ts'
import { type Answer, PATIENCE, realFrames } from './upstream.ts'

const [one = bytes()] = await realFrames(1)
const JPEG = 'Content-Type: image/jpeg'

/** Writes a byte each time, for as long as somebody listens. */
function trickle(start: string, every: number): Answer {
  return (_, socket) => {
    socket.write(start)
    const timer = setInterval(() => socket.write('x'), every)
    socket.once('close', () => clearInterval(timer))
  }
}

/** One way to fail. */
export interface Fault {
  readonly name: string
  readonly answer: Answer
  /** What the camera's reason says, in words that help. */
  readonly reason: RegExp
}

const slow = PATIENCE === '' ? 1000 : 50

/** With its usual patience the source's own words may come a moment after the watchdog's. */
function unlessWatched(words: RegExp): RegExp {
  return PATIENCE === '' ? new RegExp(`${words.source}|no first frame for`) : words
}

/** All of them. */
export const faults: readonly Fault[] = [
  {
    name: 'accepts and never answers',
    answer: () => {},
    reason: unlessWatched(/did not answer within/),
  },
  {
    name: 'gives a head and no body',
    answer: (_, socket) => socket.write(head('200 OK', MULTIPART)),
    reason: unlessWatched(/sent nothing for/),
  },
  {
    name: 'is reset in mid-frame',
    answer: (_, socket) => {
      const lines = [MULTIPART, 'Transfer-Encoding: chunked']
      const half = part(one).subarray(0, 300)
      socket.write(bytes(head('200 OK', ...lines), '12c\r\n', half), () => socket.resetAndDestroy())
    },
    reason: /the connection broke off$/,
  },
  {
    name: 'sends a byte at a time, in the head',
    answer: trickle('HTTP/1.1 200 OK\r\nX-Long: ', slow),
    reason: unlessWatched(/did not answer within/),
  },
  {
    name: 'sends a byte at a time, in the body',
    answer: trickle(head('200 OK', MULTIPART), slow),
    reason: unlessWatched(/sent \d+ bytes in [\d.]+ s, and no whole frame with them$/),
  },
  {
    name: 'sends a byte at a time, in a frame',
    answer: trickle(`${head('200 OK', MULTIPART)}--cam\r\n${JPEG}\r\n\r\n\xff\xd8\xff`, slow),
    reason: unlessWatched(/sent \d+ bytes in [\d.]+ s, and no whole frame with them$/),
  },
  {
    name: 'sends a head that never ends',
    answer: (_, socket) =>
      socket.write(`HTTP/1.1 200 OK\r\n${'X-Long: and longer\r\n'.repeat(2000)}`),
    reason: /its answer is not HTTP \(the head does not end\)$/,
  },
  {
    name: 'sends the head of a part that never ends',
    answer: (_, socket) => {
      socket.write(`${head('200 OK', MULTIPART)}--cam\r\n${'X-Long: and longer\r\n'.repeat(9000)}`)
    },
    reason: unlessWatched(/sent nothing for/),
  },
  {
    name: 'answers with a page',
    answer: (_, socket) => socket.end(`${head('200 OK', 'Content-Type: text/html')}<html>Login`),
    reason: /got text\/html; expected multipart\/.*is this the camera's page/,
  },
  {
    name: 'answers in a compression that nobody knows',
    answer: (_, socket) => socket.end(`${head('200 OK', JPEG, 'Content-Encoding: br')}\x8b\x00abc`),
    reason: /Content-Encoding: br, which nobody asked for/,
  },
  {
    name: 'is not there any more',
    answer: (_, socket) => socket.end(head('404 Not Found')),
    reason: /answered 404 Not Found$/,
  },
  {
    name: 'redirects in a loop',
    answer: (_, socket) => socket.end(head('302 Found', 'Location: /again', 'Content-Length: 0')),
    reason: /it redirects in a circle$/,
  },
  {
    name: 'wants a password that nobody gave',
    answer: (_, socket) =>
      socket.end(head('401 Unauthorized', 'WWW-Authenticate: Basic realm="x"')),
    reason: /asks for a user and a password; write http:\/\/USER:PASSWORD@/,
  },
]
