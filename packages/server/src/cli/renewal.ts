/**
 * Another certificate for a server that runs: programs that renew certificates write the new one
 * over the old, and send SIGHUP.
 *
 * @module
 */
import type { Log } from '../http/log.ts'
import type { ZoetropeServer } from '../http/serve.ts'
import { certificateOf } from './certificate.ts'
import { tell } from './greeting.ts'
import type { Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'

/**
 * Whether SIGHUP asks this server for its certificate, and not for its end. On a terminal it says
 * that the terminal goes, whatever the server does.
 */
export function renewsAtHangUp({ tls }: Pick<Settings, 'tls'>, { attended }: Terminal): boolean {
  return tls !== undefined && !attended && process.platform !== 'win32'
}

/** Reads the certificate again at every SIGHUP. One that is no good is told to the log, and not taken. */
export function renewAtHangUp(server: ZoetropeServer, settings: Settings, log: Log): void {
  const renew = async (): Promise<void> => {
    if (!settings.tls) return
    const certificate = await certificateOf(settings.tls, settings)
    server.renew(certificate.identity)
    tell(certificate, log)
    if (certificate.remark !== undefined) log.warn({}, certificate.remark)
  }
  process.on('SIGHUP', () => {
    renew().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      log.error({ reason }, 'the certificate stays as it was')
    })
  })
}
