/**
 * Under which names the server may be addressed: the guard against DNS rebinding.
 *
 * A foreign page can point a name of its own at this machine and then read from it as if it were
 * the same site. What it cannot do is make the browser lie in the `Host` header; so a name that is
 * neither an address nor known here is refused (docs/decisions/0003-host-and-origin.md).
 *
 * @module
 */
import { isIP } from 'node:net'

/** The names a server answers to: IP addresses and localhost always, others by configuration. */
export class Hosts {
  #any: boolean
  #names: Set<string>
  #suffixes: string[]

  /**
   * @param names Further names: `camera.example`, `*.example` for all below it, `*` for any.
   * @throws {RangeError} when one is not a host name.
   */
  constructor(names: readonly string[] = []) {
    this.#any = names.includes('*')
    const known = names.filter((name) => name !== '*').map(checked)
    this.#names = new Set(known)
    this.#suffixes = known.filter((name) => name.startsWith('*.')).map((name) => name.slice(1))
  }

  /** Whether `authority`, the value of a `Host` header, names this server. */
  accepts(authority: string): boolean {
    if (this.#any) return true
    const name = hostname(authority)
    return name !== undefined && (isLocal(name) || this.#isNamed(name))
  }

  #isNamed(name: string): boolean {
    return this.#names.has(name) || this.#suffixes.some((suffix) => name.endsWith(suffix))
  }
}

/** The host of `name:port` in its canonical form, brackets and port removed; `undefined` if it is none. */
export function hostname(authority: string): string | undefined {
  // Characters that would end the authority of a URL, and so smuggle another host in.
  if (authority === '' || /[/\\?#@\s]/.test(authority)) return undefined
  const url = `http://${authority}`
  if (!URL.canParse(url)) return undefined
  return new URL(url).hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

function isLocal(name: string): boolean {
  return isIP(name) > 0 || name === 'localhost' || name.endsWith('.localhost')
}

function checked(name: string): string {
  const plain = hostname(name.replace(/^\*\./, ''))
  if (plain !== undefined) return name.startsWith('*.') ? `*.${plain}` : plain
  throw new RangeError(
    `Expected hosts to be names like camera.example, *.example or *, got "${name}"`,
  )
}
