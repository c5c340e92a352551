/**
 * nginx: a `location` that shows the server under a path.
 *
 * What it does not do by itself is said: hand on at once, open WebSockets for `/live`, tell who asks and
 * by which name, and wait for a camera that is silent for a while.
 *
 * @module
 */

import { comments } from './paragraph.ts'
import { NAME, type Proxied, proxied } from './proxied.ts'
import { type Integration, mayBeStrange, type Setup } from './setup.ts'

type Directive = readonly [name: string, ...words: string[]]

/** The block, to be put into a `server { ... }`. */
export function nginx(setup: Setup): Integration {
  const seen = proxied(setup)
  const directives: Directive[] = [
    ['proxy_pass', quoted(passOf(seen))],
    ['proxy_http_version', '1.1'],
    ['proxy_set_header', 'Upgrade', '$http_upgrade'],
    ['proxy_set_header', 'Connection', 'upgrade'],
    ['proxy_set_header', 'X-Forwarded-For', '$remote_addr'],
    ['proxy_set_header', 'X-Forwarded-Proto', '$scheme'],
    ['proxy_set_header', 'X-Forwarded-Host', '$http_host'],
    ...(seen.prefix === '' ? [] : [prefixOf(seen)]),
    ['proxy_buffering', 'off'],
    ['proxy_read_timeout', '1h'],
    ['proxy_send_timeout', '1h'],
    ...(setup.takesFrames ? PUSHED : []),
  ]
  const lines = directives.map((words) => `    ${words.join(' ')};\n`)
  const note = comments(
    `Shows the cameras at ${seen.path}, with the page, the streams and /live.${mayBeStrange(setup) ? NAME : ''}`,
  )
  return {
    text: `${note}location ${seen.path} {\n${lines.join('')}}\n`,
    steps: [
      'Into a "server { ... }" of nginx, such as in /etc/nginx/sites-enabled/default; then nginx -t && nginx -s reload.',
      ...socketSteps(setup),
      `Other programs take the address from there on: zoetrope integrate mainsail --url ${seen.path}, or a whole http://...`,
    ],
  }
}

/** Frames that are pushed are a body without end. */
const PUSHED: readonly Directive[] = [
  ['proxy_request_buffering', 'off'],
  ['client_max_body_size', '0'],
]

function prefixOf({ prefix }: Proxied): Directive {
  return ['proxy_set_header', 'X-Forwarded-Prefix', prefix]
}

function passOf({ way, target }: Proxied): string {
  if ('socket' in way) return `http://unix:${way.socket}:${target}`
  return `${way.scheme}://${way.authority}${target}`
}

function quoted(word: string): string {
  return /[\s"'\\;{}]/.test(word) ? `"${word.replace(/["\\]/g, '\\$&')}"` : word
}

function socketSteps({ socket }: Setup): string[] {
  if (socket === undefined) return []
  return [
    `nginx's user (www-data) must be allowed to write to ${socket}: serve with --socket-mode 666, or in its group.`,
  ]
}
