/**
 * How others reach the server: as somebody has said, else by its own address.
 *
 * A path alone is an address too: of a proxy that shows the server below the page which asks for the pictures.
 *
 * @module
 */
import { InvalidArgumentError } from 'commander'
import { inUrl, isEveryAddress, lanAddresses } from './addresses.ts'
import { BASE_PATH } from './limits.ts'
import type { Settings } from './settings.ts'

/** Reads `--url`: an http(s) URL or a path, without its slash at the end. */
export function addressOption(text: string): string {
  if (BASE_PATH.pattern.test(text)) return text.replace(/\/$/, '')
  const wish = 'Expected http://HOST, http://HOST/PATH or a path such as /webcam'
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new InvalidArgumentError(`${wish}.`)
  const { origin, pathname, search, hash, username, password } = new URL(text)
  if (username !== '' || password !== '') {
    throw new InvalidArgumentError('Leave out name and password: programs ask for them apart.')
  }
  if (search !== '' || hash !== '' || !BASE_PATH.pattern.test(pathname)) {
    throw new InvalidArgumentError(`${wish}: the page, not a stream.`)
  }
  return `${origin}${pathname}`.replace(/\/$/, '')
}

/** The page as others reach it; ends with a slash. `undefined` behind a Unix socket of which nothing was said. */
export function addressOf(settings: Settings, said: string | undefined): string | undefined {
  if (said === undefined) return ownAddresses(settings)[0]
  // Whoever says only the host means the server there, wherever it believes to be.
  const isWhole = said === '' || said.startsWith('/') || new URL(said).pathname !== '/'
  return isWhole ? `${said}/` : `${said}${basePathIn(settings)}/`
}

/** The page as others reach it without a proxy, those addresses first that people type most easily. */
export function ownAddresses(settings: Settings): string[] {
  const { host, socket } = settings
  if (socket) return []
  const reachable = lanAddresses(host)
  return reachable.length > 0
    ? reachable.map((address) => pageAt(settings, address))
    : [localAddress(settings)]
}

/** The page as programs of this machine reach it, without a socket. */
export function localAddress(settings: Settings): string {
  const { host } = settings
  return pageAt(settings, isEveryAddress(host) ? '127.0.0.1' : host)
}

/** The path that the server itself knows to be under: `` or `/cams`. */
export function basePathIn({ basePath }: Settings): string {
  return basePath.replace(/\/+$/, '')
}

function pageAt(settings: Settings, host: string): string {
  const scheme = settings.tls ? 'https' : 'http'
  return `${scheme}://${inUrl(host)}:${settings.port}${basePathIn(settings)}/`
}
