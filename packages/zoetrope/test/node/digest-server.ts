/**
 * A server that lets in who can digest, written from RFC 7616 on its own: it shares no line with
 * the implementation under test, and curl is sent against it too.
 *
 * @module
 */
import { createHash, randomBytes } from 'node:crypto'
import { type Asked, bytes, head, type RawServer, rawServer } from '../client/raw-server.ts'

/** What the server asks for. */
export interface DigestServerOptions {
  /** As in the challenge; `undefined` leaves it out, which means MD5. */
  readonly algorithm?: string | undefined
  /** As in the challenge; `undefined` leaves it out, as RFC 2069 did. */
  readonly qop?: string | undefined
  /** Requests that one nonce is good for. @default no limit */
  readonly uses?: number
  readonly realm?: string
  readonly user?: string
  readonly password?: string
  /** A path that redirects to `/`, without asking for anything. */
  readonly moved?: string
  /** What is served to who gets in. */
  readonly answer?: Uint8Array
}

/** What a client must answer, by RFC 7616, 3.4.1: `KD(H(A1), nonce:nc:cnonce:qop:H(A2))`. */
export function expectedResponse(
  fields: Readonly<Record<string, string | undefined>>,
  { password, method }: { password: string; method: string },
): string {
  const algorithm = (fields['algorithm'] ?? 'MD5').toUpperCase()
  const name = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' }[
    algorithm.replace('-SESS', '')
  ]
  const h = (text: string): string =>
    createHash(name ?? 'none')
      .update(Buffer.from(text, 'latin1'))
      .digest('hex')
  const secret = Buffer.from(password).toString('latin1')
  const ha1 = h(`${fields['username']}:${fields['realm']}:${secret}`)
  const key = algorithm.endsWith('-SESS') ? h(`${ha1}:${fields['nonce']}:${fields['cnonce']}`) : ha1
  const ha2 = h(`${method}:${fields['uri']}`)
  if (!fields['qop']) return h(`${key}:${fields['nonce']}:${ha2}`)
  const { nonce, nc, cnonce, qop } = fields
  return h(`${key}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}`)
}

/** The fields of an `Authorization: Digest` header. */
export function fieldsOf(header: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [, name = '', quoted, bare] of header.matchAll(
    /(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
  )) {
    fields[name] = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? ''
  }
  return fields
}

export interface DigestServer extends RawServer {
  /** Why requests with an `Authorization` were turned away. */
  readonly complaints: readonly string[]
}

export async function digestServer(options: DigestServerOptions = {}): Promise<DigestServer> {
  const {
    uses = Number.POSITIVE_INFINITY,
    realm = 'a "camera", here',
    answer = Buffer.from('ok'),
  } = options
  const complaints: string[] = []
  const opaque = randomBytes(4).toString('base64')
  let nonce = ''
  let count = 0
  const renew = (): void => {
    nonce = randomBytes(8).toString('hex')
    count = 0
  }
  renew()
  const flaw = (asked: Asked): string | undefined => {
    const fields = fieldsOf(asked.headers.get('authorization') ?? '')
    const { user = 'admin', password = 'secret', algorithm } = options
    const due: Record<string, string | undefined> = {
      username: Buffer.from(user).toString('latin1'),
      realm,
      opaque,
      uri: asked.path,
      algorithm,
      qop: options.qop?.split(',')[0],
    }
    const wrong = Object.keys(due).find((name) => fields[name] !== due[name])
    if (wrong) return `another ${wrong}: ${fields[wrong]}`
    if (fields['nonce'] !== nonce) return 'stale'
    const response = expectedResponse(fields, { password, method: asked.method })
    if (fields['response'] !== response) return 'a wrong response'
    const said = Number.parseInt(fields['nc'] ?? '', 16)
    if (options.qop && !(said > count)) return 'a count that is used up'
    count = options.qop ? said : count + 1
    return count > uses ? 'stale' : undefined
  }
  const challenge = (stale: boolean): Buffer => {
    const quoted = realm.replace(/["\\]/g, '\\$&')
    const fields = [`realm="${quoted}"`, `nonce="${nonce}"`, `opaque="${opaque}"`]
    if (options.algorithm) fields.push(`algorithm=${options.algorithm}`)
    if (options.qop) fields.push(`qop="${options.qop}"`)
    if (stale) fields.push('stale=true')
    const line = `WWW-Authenticate: Digest ${fields.join(', ')}`
    return Buffer.from(head('401 Unauthorized', line, 'Content-Length: 0'), 'latin1')
  }
  const server = await rawServer((asked, socket) => {
    if (asked.path === options.moved) {
      return socket.end(head('302 Found', 'Location: /', 'Content-Length: 0'))
    }
    const known = asked.headers.has('authorization')
    const complaint = known ? flaw(asked) : 'unknown'
    if (!complaint) return socket.end(bytes(head('200 OK', 'Connection: close'), answer))
    if (known) complaints.push(complaint)
    if (complaint === 'stale') renew()
    return socket.end(challenge(complaint === 'stale'))
  })
  return Object.create(server, { complaints: { value: complaints } })
}
