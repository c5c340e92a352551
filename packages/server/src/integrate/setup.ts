/**
 * What the lines for other programs are made of: the cameras, and the ways to the server.
 *
 * All of it comes from settings; nothing is opened or asked. What cannot be said in a program's
 * language is refused with a `RangeError` for whoever typed it, never bent into something that looks right.
 *
 * @module
 */
import { comments } from './paragraph.ts'

/** A camera as other programs are told of it. */
export interface SetUpCamera {
  readonly name: string
  /** Frames a second, where the source says so. */
  readonly fps: number | undefined
  /** Pixels, as people see it, where the source says so. */
  readonly size: { readonly width: number; readonly height: number } | undefined
  /** Degrees clockwise by which its frames ask browsers to turn them. */
  readonly rotate: number
}

/** A server that is to be made known. */
export interface Setup {
  readonly cameras: readonly SetUpCamera[]
  /**
   * The page as others reach it: a URL, or the path that a proxy shows it under. Ends with a slash.
   * `undefined` where nobody has said it: behind a Unix socket.
   */
  readonly address: string | undefined
  /** Whether somebody has said that address, rather than the server's own being meant. */
  readonly isSaid: boolean
  /** The page as programs of this machine reach it; `undefined` on a Unix socket. Ends with a slash. */
  readonly local: string | undefined
  /** The Unix socket it listens on; absolute. */
  readonly socket: string | undefined
  /** The path that the server itself knows to be under: `` or `/cams`. */
  readonly basePath: string
  /** HTTPS with a certificate that nobody vouches for. */
  readonly isSelfSigned: boolean
  /** The names by which it may be called, as it was told them: `printer.local`, `*.example`, `*`. */
  readonly hosts: readonly string[]
  /** Whether anybody may publish frames to it. */
  readonly takesFrames: boolean
  /** How to run it as a service. */
  readonly service: Service
}

/** A command that is to run for ever. */
export interface Service {
  /** The program and its words; the program, and every path among them, is absolute. */
  readonly command: readonly string[]
  /** Every path that it reads; absolute. */
  readonly paths: readonly string[]
  /** Who may read what only this user may. */
  readonly user: string
  /** Whether cameras of this machine are opened. */
  readonly opensDevices: boolean
  readonly port: number
  /** A certificate from files, which is read again at SIGHUP. */
  readonly renews: boolean
  /** Whether programs of somebody's own are run: as a camera, or when something happens. */
  readonly runsPrograms: boolean
  /** Whether there is a file of settings, in which variables may stand. */
  readonly isConfigured: boolean
}

/** Lines for another program. */
export interface Integration {
  /** What is to be pasted; ends with a line feed. */
  readonly text: string
  /** Where to, and what to do then, a sentence each. */
  readonly steps: readonly string[]
}

/** The addresses of one camera. */
export interface CameraAddresses {
  readonly stream: string
  readonly snapshot: string
}

/** Where a camera is found below the address of the page. @throws {RangeError} for an odd one. */
export function addressesOf({ name }: SetUpCamera, page: string): CameraAddresses {
  refuseOdd(page)
  return {
    stream: `${page}cameras/${name}/stream`,
    snapshot: `${page}cameras/${name}/snapshot.jpg`,
  }
}

/**
 * The URL of the page, for programs that need a whole one.
 *
 * @throws {RangeError} where there is only a path, or nothing.
 */
export function urlOf({ address }: Setup, program: string): string {
  if (address !== undefined && !address.startsWith('/')) return address
  const wish = 'say --url http://HOST/PATH, as it reaches the server'
  if (address !== undefined) {
    throw new RangeError(`${address} is a path, but ${program} needs a whole address; ${wish}`)
  }
  throw new RangeError(`${program} cannot reach a Unix socket; ${wish} through a proxy`)
}

/** A name or an address without a zone, which no other program understands; a path that needs no quotes. */
const PLAIN = /^https?:\/\/([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?(\/[\w.~-]*)*$/i

/**
 * Refuses the URL of a page that means something else in other programs' files: some read `$`, braces and
 * semicolons wherever they stand, and in most a line ends a setting.
 *
 * @throws {RangeError}
 */
export function refuseOdd(page: string): void {
  if (page.startsWith('/') || PLAIN.test(page)) return
  throw new RangeError(
    `Expected an address that other programs can be told of, http://NAME:PORT/ with letters, digits, dots and - in its name, or an IP address; got ${JSON.stringify(page)}`,
  )
}

/**
 * Whether people may call the server by a name that it has not been told of: where a proxy hands on what they
 * type, and nobody has said what that is.
 */
export function mayBeStrange({ hosts, address, isSaid }: Setup): boolean {
  return hosts.length === 0 && !(isSaid && address !== undefined && !address.startsWith('/'))
}

/** Whether only programs of the server's own machine reach this URL. */
export function isLocalUrl(address: string): boolean {
  return /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])[:/]/.test(address)
}

/** What to know of an address that only this machine reaches; nothing for any other. */
export function reachComment(address: string, who: string): string {
  if (!isLocalUrl(address)) return ''
  return comments(
    `Only this machine reaches ${new URL(address).host}, and ${who} must reach it. If that is elsewhere, serve with --host 0.0.0.0 --open, or behind a proxy (zoetrope integrate nginx), and write that address here (--url).`,
  )
}

/** What to know of cameras whose frames are turned; nothing where none are. */
export function rotationComment(cameras: readonly SetUpCamera[]): string {
  const turned = cameras.filter(({ rotate }) => rotate !== 0)
  if (turned.length === 0) return ''
  const names = turned.map(({ name, rotate }) => `${name} by ${rotate} degrees`).join(', ')
  return comments(
    `Turned already: ${names}. The frames themselves say so, and browsers obey; do not turn them again here.`,
  )
}
