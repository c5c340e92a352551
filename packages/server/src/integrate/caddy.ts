/**
 * Caddy: a route that shows the server under a path.
 *
 * It forwards name, scheme and address of whoever asks by itself, and opens WebSockets; only the
 * path is to be told, and that frames cannot wait.
 *
 * @module
 */

import { comments } from './paragraph.ts'
import { NAME, type Proxied, proxied } from './proxied.ts'
import { type Integration, mayBeStrange, type Setup } from './setup.ts'

/** The block, to be put into a site of the Caddyfile. */
export function caddy(setup: Setup): Integration {
  const seen = proxied(setup)
  const note = comments(
    `Shows the cameras at ${seen.path}, with the page, the streams and /live.${mayBeStrange(setup) ? NAME : ''}`,
  )
  return {
    text: `${note}${routeOf(seen, proxyOf(setup, seen))}`,
    steps: [
      'Into a site of /etc/caddy/Caddyfile, between its braces; then caddy validate and systemctl reload caddy.',
      ...(setup.socket === undefined
        ? []
        : [
            `Caddy's user must be allowed to write to ${setup.socket}: serve with --socket-mode 666, or in its group.`,
          ]),
    ],
  }
}

function proxyOf({ isSelfSigned }: Setup, { way, prefix }: Proxied): string[] {
  const isTls = 'scheme' in way && way.scheme === 'https'
  const trust = isTls && isSelfSigned ? ['        tls_insecure_skip_verify'] : []
  return [
    `reverse_proxy ${upstreamOf(way)} {`,
    '    flush_interval -1',
    ...(prefix === '' ? [] : [`    header_up X-Forwarded-Prefix ${prefix}`]),
    ...(trust.length > 0 ? ['    transport http {', ...trust, '    }'] : []),
    '}',
  ]
}

function upstreamOf(way: Proxied['way']): string {
  if (!('socket' in way)) return `${way.scheme === 'https' ? 'https://' : ''}${way.authority}`
  const name = `unix/${way.socket}`
  return name.includes(' ') ? `"${name}"` : name
}

/** Takes off what the server does not know of. */
function routeOf({ path, prefix }: Proxied, proxy: readonly string[]): string {
  if (path === '/') return `${proxy.join('\n')}\n`
  const inner = [...(prefix === '' ? [] : [`uri strip_prefix ${prefix}`]), ...proxy]
  const bare = path.slice(0, -1)
  return `redir ${bare} ${path}\nhandle ${path}* {\n${inner.map((line) => `    ${line}\n`).join('')}}\n`
}
