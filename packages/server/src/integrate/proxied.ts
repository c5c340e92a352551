/**
 * A proxy's view of the server: the path it shows it under, and the way to it.
 *
 * @module
 */
import { refuseOdd, type Setup } from './setup.ts'

/** What a proxy has to know. */
export interface Proxied {
  /** What people see: begins and ends with a slash. */
  readonly path: string
  /** What the proxy tells the server of {@link path}, so that links lead back: `` or `/webcam`. */
  readonly prefix: string
  /** The path at the server; begins and ends with a slash. */
  readonly target: string
  /** Scheme and authority, or the path of a socket. */
  readonly way:
    | { readonly scheme: 'http' | 'https'; readonly authority: string }
    | { readonly socket: string }
}

/** What to know where people call the server by a name. */
export const NAME =
  ' The server must know the name by which people ask: --allow-host camera.example.'

/** Where nobody has said another path. */
const USUAL = '/webcam/'

/**
 * The path is that of the address which others use; the server's own where it has one.
 *
 * @throws {RangeError} where the two contradict each other, or an address or the socket has a name that
 *   proxies' files cannot say.
 */
export function proxied({ address, isSaid, basePath, local, socket }: Setup): Proxied {
  const target = `${basePath}/`
  const said = isSaid ? pathOf(address) : undefined
  const path = said ?? (basePath === '' ? USUAL : target)
  if (!path.endsWith(target)) {
    throw new RangeError(
      `The server believes to be below ${target}, so its address must end with that, not with ${path}; leave out --base-path, which the proxy makes needless`,
    )
  }
  const prefix = path.slice(0, -target.length)
  return { path, prefix, target, way: wayTo(local, socket) }
}

function pathOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  refuseOdd(address)
  return address.startsWith('/') ? address : new URL(address).pathname
}

function wayTo(local: string | undefined, socket: string | undefined): Proxied['way'] {
  if (socket !== undefined) return { socket: plainPath(socket) }
  const page = local ?? 'http://127.0.0.1:8080/'
  refuseOdd(page)
  const { protocol, host } = new URL(page)
  return { scheme: protocol === 'https:' ? 'https' : 'http', authority: host }
}

/** Neither nginx nor Caddy can write every path: `$`, `:` and braces mean something wherever they stand. */
function plainPath(path: string): string {
  if (/^[\p{L}\p{N}_@+=,./ -]+$/u.test(path)) return path
  throw new RangeError(
    `A proxy's configuration cannot name the socket ${JSON.stringify(path)}; choose a path of letters, digits and . _ - only`,
  )
}
