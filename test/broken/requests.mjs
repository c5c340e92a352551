/**
 * Faults towards those who ask in other words than a browser: HEAD, a range, HTTP/1.0, an offer of
 * another protocol, a parameter against caches.
 *
 * @module
 */
import { STREAM, streaming } from './camera.mjs'
import { except, head, nothingBut } from './server.mjs'

/**
 * A healthy camera, but for the requests that `meets` picks.
 *
 * @param {(asked: import('./server.mjs').Asked) => boolean} meets
 * @param {import('./server.mjs').Answer} answer
 */
const failing = (meets, answer) => except(streaming(), meets, answer)

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const requests = [
  {
    name: 'head-hangs',
    wrong: 'HEAD is never answered',
    codes: ['HEAD_HANGS'],
    answer: failing(
      ({ method }) => method === 'HEAD',
      () => {},
    ),
  },
  {
    name: 'head-refused',
    wrong: 'HEAD is refused, as Python’s http.server does',
    codes: ['HEAD_REFUSED'],
    answer: failing(({ method }) => method === 'HEAD', nothingBut('501 Unsupported method')),
  },
  {
    name: 'range-refused',
    wrong: 'who asks for a range is refused',
    codes: ['RANGE_REFUSED'],
    answer: failing(({ headers }) => headers.has('range'), nothingBut('416 Range Not Satisfiable')),
  },
  {
    name: 'range-partial',
    wrong: 'who asks for a range is told to get a part of the endless',
    codes: ['RANGE_PARTIAL'],
    answer: failing(
      ({ headers }) => headers.has('range'),
      streaming({
        head: head('206 Partial Content', [...STREAM, 'Content-Range: bytes 0-999999/1000000']),
      }),
    ),
  },
  {
    name: 'http-1.0-refused',
    wrong: 'who asks with HTTP/1.0 is refused',
    codes: ['HTTP10_REFUSED'],
    answer: failing(
      ({ version }) => version === '1.0',
      nothingBut('505 HTTP Version Not Supported'),
    ),
  },
  {
    name: 'upgrade-dropped',
    wrong: 'who offers another protocol (h2c) is cut off',
    codes: ['UPGRADE_REFUSED'],
    answer: failing(
      ({ headers }) => headers.has('upgrade'),
      (_, socket) => void socket.destroy(),
    ),
  },
  {
    name: 'query-refused',
    wrong: 'a parameter that it does not know is refused',
    codes: ['QUERY_REFUSED'],
    answer: failing(({ url }) => url.search !== '', nothingBut('400 Bad Request')),
  },
]
