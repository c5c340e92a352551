/**
 * `zoetrope discover`: the cameras of the network, those with ONVIF and those that announce themselves, and
 * the command line that serves each.
 *
 * @module
 */
import { networkInterfaces } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { askingAddresses, cameraStreams, discoverCameras } from 'zoetrope/node'
import { type Network, networksOf } from '../discovery/network.ts'
import { Search } from '../discovery/search.ts'
import { outerInterfaces } from './addresses.ts'
import {
  announcedCamera,
  cameraCommand,
  discoveryTable,
  type ListedCamera,
  noCameras,
} from './discovery-table.ts'
import { Failure } from './failure.ts'
import { codeOf, interruption } from './interruption.ts'
import type { Terminal } from './terminal.ts'

/** The options of `zoetrope discover`. */
export interface DiscoverOptions {
  readonly json?: boolean | undefined
  /** Seconds. */
  readonly timeout: number
  readonly interface?: readonly string[] | undefined
  readonly user?: string | undefined
  readonly password?: string | undefined
}

interface Login {
  readonly user: string
  readonly password: string
}

/** Milliseconds between two signs of life on a terminal. */
const TICK = 1000

/** Looks for cameras and prints them. @throws {Failure} when there is no network, or half a login. */
export async function discoverCommand(
  hosts: readonly string[],
  options: DiscoverOptions,
  terminal: Terminal,
): Promise<void> {
  const login = loginOf(options)
  const asked = interruption()
  const cameras: ListedCamera[] = []
  for (const camera of await search(hosts, { options, terminal, signal: asked })) {
    if (!login || camera.by === 'mdns' || asked.aborted) cameras.push(camera)
    else cameras.push(await withStreams(camera, { login, terminal, signal: asked }))
  }
  if (asked.aborted) process.exitCode = codeOf(asked.reason)
  if (options.json) {
    const listed = cameras.map((camera) => ({ ...camera, command: cameraCommand(camera) }))
    terminal.print(`${JSON.stringify(listed, undefined, 2)}\n`)
  } else if (cameras.length > 0) {
    terminal.print(discoveryTable(cameras, { paint: terminal.paint, isAsked: Boolean(login) }))
  } else {
    const own = askingAddresses().map(({ name, address }) => `${name} (${address})`)
    const places = options.interface ?? own
    terminal.print(noCameras(hosts, { seconds: options.timeout, places }))
  }
}

/** The environment's are for scripts: every user of the machine can read a command line. */
function loginOf({ user, password }: DiscoverOptions): Login | undefined {
  const { ZOETROPE_CAMERA_USER, ZOETROPE_CAMERA_PASSWORD } = process.env
  const login = {
    user: user ?? ZOETROPE_CAMERA_USER,
    password: password ?? ZOETROPE_CAMERA_PASSWORD,
  }
  if (login.user !== undefined && login.password !== undefined) {
    return { user: login.user, password: login.password }
  }
  if (login.user === undefined && login.password === undefined) return undefined
  const missing = login.user === undefined ? 'user' : 'password'
  const variable = `ZOETROPE_CAMERA_${missing.toUpperCase()}`
  throw new Failure(`a login is a user and a password; --${missing} or ${variable} is missing`, {
    exitCode: 2,
  })
}

interface Surroundings {
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

async function search(
  hosts: readonly string[],
  { options, terminal, signal }: Surroundings & { readonly options: DiscoverOptions },
): Promise<ListedCamera[]> {
  const found: ListedCamera[] = []
  // Somebody beyond a router hears nothing of multicast DNS.
  await using announced = new Search(hosts.length > 0 ? [] : networksFor(options.interface))
  const over = new AbortController()
  const count = (): number => found.length + announced.cameras.length
  const ticking = tick(() => progress(count(), options.timeout), { terminal, signal: over.signal })
  try {
    const wish = { timeout: options.timeout * 1000, interfaces: options.interface, signal }
    const asked = hosts.length > 0 ? { ...wish, hosts } : wish
    for await (const camera of discoverCameras(asked)) found.push({ ...camera, by: 'onvif' })
  } finally {
    over.abort()
    await ticking
  }
  for (const trouble of announced.troubles) {
    terminal.remark(`zoetrope: cannot listen for announcements on ${trouble}\n`)
  }
  return [...found, ...announced.cameras.map(announcedCamera)]
}

/** Where cameras that announce themselves are looked for. */
function networksFor(addresses: readonly string[] | undefined): Network[] {
  if (!addresses) return networksOf('::', outerInterfaces())
  return addresses.flatMap((address) => networksOf(address, networkInterfaces()))
}

function progress(count: number, seconds: number): string {
  const cameras = count === 1 ? '1 camera' : `${count} cameras`
  return `asking the network for ${seconds} s (Ctrl-C ends it): ${cameras} so far`
}

/** Shows a line that changes, and takes it away again. Nothing where nobody reads it. */
async function tick(line: () => string, { terminal, signal }: Surroundings): Promise<void> {
  if (!terminal.attended) return
  while (!signal.aborted) {
    terminal.remark(`\r\u001b[K${terminal.remarkPaint.dim(line())}`)
    await pause(TICK, undefined, { signal }).catch(() => {})
  }
  terminal.remark('\r\u001b[K')
}

async function withStreams(
  camera: ListedCamera,
  { login, terminal, signal }: Surroundings & { readonly login: Login },
): Promise<ListedCamera> {
  const over = new AbortController()
  const line = `asking ${camera.address} for its streams`
  const ticking = tick(() => line, { terminal, signal: over.signal })
  try {
    return { ...camera, streams: await cameraStreams(camera, login, signal) }
  } catch (error) {
    return { ...camera, problem: error instanceof Error ? error.message : String(error) }
  } finally {
    over.abort()
    await ticking
  }
}
