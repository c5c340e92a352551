/**
 * Faults of the way to the pictures: nobody answers, or somebody who wants something else first.
 *
 * @module
 */
import { streaming, UNCACHED } from './camera.mjs'
import { BASIC, DIGEST, guarded, knowsBasic, knowsDigest } from './logins.mjs'
import { except, head, nothingBut } from './server.mjs'

/** @param {string} path */
const sendingTo = (path) => nothingBut('302 Found', `Location: ${path}`)

/** @type {readonly import('./faults.mjs').Specimen[]} */
export const arrival = [
  {
    name: 'never-answers',
    wrong: 'it takes the connection and says nothing',
    codes: ['NO_ANSWER'],
    answer: () => {},
  },
  {
    name: 'closes',
    wrong: 'it takes the connection and closes it',
    codes: ['CLOSED_WITHOUT_ANSWER'],
    answer: (_, socket) => void socket.end(),
  },
  {
    name: 'http-0.9',
    wrong: 'there is no head at all: the body begins at once',
    codes: ['NOT_HTTP'],
    answer: streaming({ head: '' }),
  },
  {
    name: 'not-found',
    wrong: 'there is nothing under this path',
    codes: ['STATUS_BAD'],
    answer: nothingBut('404 Not Found'),
  },
  {
    name: 'unavailable',
    wrong: 'the server has no camera at the moment',
    codes: ['STATUS_BAD'],
    answer: nothingBut('503 Service Unavailable'),
  },
  {
    name: 'page',
    wrong: 'a page about the camera, not its stream',
    codes: ['NOT_A_STREAM'],
    answer: ({ method }, socket) => {
      const page = '<!doctype html><title>Camera</title><img src="/video.mjpg">'
      const lines = ['Content-Type: text/html', `Content-Length: ${page.length}`, ...UNCACHED]
      socket.end(head('200 OK', lines) + (method === 'HEAD' ? '' : page))
    },
  },
  {
    name: 'redirect',
    wrong: 'the stream is elsewhere, and not every reader follows',
    codes: ['REDIRECTED'],
    answer: except(streaming(), ({ url }) => url.pathname === '/stream', sendingTo('/there')),
  },
  {
    name: 'redirect-loop',
    wrong: 'it sends everybody in a circle',
    codes: ['REDIRECTED', 'REDIRECT_LOOP'],
    answer: except(
      sendingTo('/stream'),
      ({ url }) => url.pathname === '/stream',
      sendingTo('/there'),
    ),
  },
  {
    name: 'login-basic',
    wrong: 'a password is wanted',
    codes: ['LOGIN_NEEDED'],
    answer: guarded(BASIC, knowsBasic),
  },
  {
    name: 'login-digest',
    wrong: 'a password is wanted, and may not travel as it is',
    codes: ['LOGIN_NEEDED'],
    answer: guarded(DIGEST, knowsDigest),
  },
  {
    name: 'login-refused',
    wrong: 'another password is wanted',
    codes: ['LOGIN_REFUSED'],
    as: 'me:wrong',
    answer: guarded(DIGEST, knowsDigest),
  },
  {
    name: 'login-in-clear',
    wrong: 'the password that is wanted travels as it is',
    codes: ['LOGIN_IN_CLEAR'],
    as: 'me:secret',
    answer: guarded(BASIC, knowsBasic),
  },
]
