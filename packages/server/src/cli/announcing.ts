/**
 * Tells the network of a server that listens, and of its cameras as they come and go.
 *
 * @module
 */
import { Announcement } from '../discovery/announcement.ts'
import { offersOf } from '../discovery/offer.ts'
import type { Log } from '../http/log.ts'
import type { ZoetropeServer } from '../http/serve.ts'
import { isEveryAddress, outerInterfaces } from './addresses.ts'
import type { Settings } from './settings.ts'

/** Announces `server` until the returned function is called, which resolves when it is taken back. */
export function announce(
  server: ZoetropeServer,
  { announce: wish, host, basePath }: Settings,
  log: Log,
): () => Promise<void> {
  if (!wish) return async () => {}
  const { cameras, port, url } = server
  const isTls = url.startsWith('https:')
  const announcement = new Announcement({
    ...{ name: wish.name, host: listened(host, url), log, interfaces: outerInterfaces },
    offers: (name) =>
      offersOf(name, { port, basePath, isTls, cameras: Array.from(cameras, (each) => each.name) }),
  })
  const cancel = cameras.onChange(() => announcement.refresh())
  return () => {
    cancel()
    return announcement.close()
  }
}

/** The address itself, where the host was given by a name. */
function listened(host: string, url: string): string {
  if (isEveryAddress(host)) return host.includes(':') ? '::' : '0.0.0.0'
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
}
