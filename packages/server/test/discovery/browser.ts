/**
 * Somebody else's browser of services, python-zeroconf, which looks at a network and tells what it
 * sees as it comes and goes.
 *
 * @module
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { TestContext } from 'vitest'

/** Debian’s: another on the PATH does not see its packages. */
export const PYTHON = '/usr/bin/python3'

const PROGRAM = `
import json, sys, threading
from zeroconf import IPVersion, ServiceBrowser, Zeroconf

def say(**facts):
    print(json.dumps(facts), flush=True)

class Listener:
    def add_service(self, zc, kind, name):
        # It waits for those that are gone again.
        if sys.argv[2] not in name: return
        found = zc.get_service_info(kind, name)
        if not found: return
        txt = {key.decode(): value.decode() for key, value in found.properties.items()}
        say(what='seen', kind=kind, name=name, host=found.server, port=found.port, txt=txt,
            addresses=found.parsed_addresses())
    def update_service(self, zc, kind, name):
        pass
    def remove_service(self, zc, kind, name):
        say(what='gone', kind=kind, name=name)

family = IPVersion.V6Only if ':' in sys.argv[1] else IPVersion.V4Only
zc = Zeroconf(interfaces=[sys.argv[1]], ip_version=family)
ServiceBrowser(zc, ['_http._tcp.local.', '_https._tcp.local.', '_mjpeg._tcp.local.'], Listener())
say(what='looking', kind='', name='')
sys.stdin.read()
`

/** What it tells of one service. */
export interface Sight {
  readonly what: 'looking' | 'seen' | 'gone'
  readonly kind: string
  readonly name: string
  readonly host?: string
  readonly port?: number
  readonly txt?: Readonly<Record<string, string>>
  readonly addresses?: readonly string[]
}

/** Whether it is installed; says how to get it where it is not. */
export function hasBrowser(): boolean {
  if (spawnSync(PYTHON, ['-c', 'import zeroconf']).status === 0) return true
  console.warn('skipped: python3-zeroconf is missing; apt-get install python3-zeroconf')
  return false
}

/** Where it looks, and for what. */
export interface Outlook {
  readonly address: string
  /** A part of the names of what it is to look at: other tests have services as well. */
  readonly about: string
  /** What runs it, such as a way into another network. */
  readonly command?: readonly string[]
}

/** A browser that runs until the test ends. */
export class Browser {
  #child: ChildProcess
  #sights: Sight[] = []
  #waiting = new Set<() => void>()

  private constructor({ address, about, command = [] }: Outlook) {
    const [program = PYTHON, ...args] = [...command, PYTHON, '-c', PROGRAM, address, about]
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    if (!this.#child.stdout) throw new TypeError('Expected a pipe')
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#sights.push(JSON.parse(line))
      for (const wake of this.#waiting) wake()
      this.#waiting.clear()
    })
  }

  /** Starts one; resolves when it looks. */
  static async at(
    { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
    outlook: Outlook,
  ): Promise<Browser> {
    const browser = new Browser(outlook)
    onTestFinished(() => browser.close())
    await browser.sight(({ what }) => what === 'looking')
    return browser
  }

  /** The first sight that is like that; waits for it. */
  async sight(wish: (sight: Sight) => boolean): Promise<Sight> {
    for (;;) {
      const found = this.#sights.find(wish)
      if (found) return found
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  /** The services called so, as they were seen first. */
  async seen(...labels: readonly string[]): Promise<Sight[]> {
    return await Promise.all(labels.map((label) => this.#first('seen', label)))
  }

  /** Resolves when the services called so are no longer there. */
  async gone(...labels: readonly string[]): Promise<void> {
    await Promise.all(labels.map((label) => this.#first('gone', label)))
  }

  /** It leaves when nobody is at its standard input any more. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('close', resolve))
    this.#child.stdin?.end()
    this.#child.kill()
    await ended
  }

  async #first(what: Sight['what'], label: string): Promise<Sight> {
    return await this.sight((each) => each.what === what && each.name.startsWith(`${label}._`))
  }
}
