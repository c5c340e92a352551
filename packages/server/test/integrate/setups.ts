/**
 * Servers to be made known: one camera on loopback, unless a test says otherwise.
 *
 * @module
 */

import { InvalidArgumentError } from 'commander'
import fc from 'fast-check'
import { addressOption } from '../../src/cli/integrate-address.ts'
import { programs } from '../../src/integrate/programs.ts'
import {
  type Integration,
  refuseOdd,
  type Service,
  type SetUpCamera,
  type Setup,
} from '../../src/integrate/setup.ts'

/** A camera of which nothing is known but its name. */
export function shown(name = 'front', facts: Partial<SetUpCamera> = {}): SetUpCamera {
  return { name, fps: undefined, size: undefined, rotate: 0, ...facts }
}

/** A server of one camera, on its usual port. */
export function setup(facts: Partial<Setup> = {}): Setup {
  return {
    cameras: [shown()],
    address: 'http://192.168.1.7:8080/',
    isSaid: false,
    local: 'http://127.0.0.1:8080/',
    socket: undefined,
    basePath: '',
    isSelfSigned: false,
    hosts: [],
    takesFrames: false,
    service: service(),
    ...facts,
  }
}

/** A command that reads nothing of anybody's. */
export function service(facts: Partial<Service> = {}): Service {
  return {
    command: ['/bin/true', 'serve'],
    paths: ['/bin/true'],
    user: 'maker',
    opensDevices: false,
    port: 8080,
    renews: false,
    runsPrograms: false,
    isConfigured: false,
    ...facts,
  }
}

/** What is printed for a program. */
export function integration(program: string, facts: Partial<Setup> = {}): Integration {
  const write = programs.get(program)
  if (write) return write(setup(facts))
  throw new Error(`Expected a program that is known, got ${program}`)
}

/** Any name that a camera may have; those that mean something in YAML come often. */
export const names: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,15}$/),
  fc.constantFrom('on', 'off', 'yes', 'no', 'y', 'n', 'true', 'null', '0o14', '0x1f', '1e3', '007'),
  fc.constantFrom('1_000', '0b1', '2026-11-21', 'nan', 'e1', '12', '0', '1-', 'inf'),
)

/** Any address that `--url` takes, as it takes it, and that other programs can be told of. */
export const addresses: fc.Arbitrary<string> = fc
  .oneof(
    fc.webUrl({ validSchemes: ['http', 'https'] }),
    fc
      .tuple(fc.webAuthority({ withPort: true, withIPv4: true, withIPv6: true }), fc.string())
      .map(([authority, path]) => `http://${authority}/${path}`),
    fc.string().map((text) => `http://${text}`),
  )
  .map(taken)
  .filter((address) => address !== undefined)

function taken(text: string): string | undefined {
  try {
    const address = `${addressOption(text)}/`
    refuseOdd(address)
    return address
  } catch (error) {
    if (error instanceof InvalidArgumentError || error instanceof RangeError) return undefined
    throw error
  }
}
