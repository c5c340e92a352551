/**
 * The built command beside the devices, and what it holds of the system at a moment.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../packages/server/bin/zoetrope.js', import.meta.url))

/** Milliseconds between two looks at another process, which says nothing by itself. */
const LOOK = 20

/** A `zoetrope serve` with cameras of a configuration that lets go of them as soon as nobody looks. */
export class BuiltServer {
  #child
  #log = ''
  url = ''

  /** @param {string} folder @param {Record<string, string>} cameras */
  static async start(folder, cameras) {
    const server = new BuiltServer()
    const file = join(folder, 'zoetrope.yaml')
    writeFileSync(file, JSON.stringify({ cameras }))
    const args = [COMMAND, 'serve', '--config', file, '--port', '0', '--linger', '0']
    const stdio = ['ignore', 'ignore', 'pipe']
    server.#child = spawn(process.execPath, [...args, '--log-format', 'json'], { stdio })
    await server.#listening()
    return server
  }

  async #listening() {
    for await (const chunk of this.#child.stderr.iterator({ destroyOnReturn: false })) {
      this.#log += chunk
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(this.#log)?.[0]
      if (!url) continue
      this.url = url
      this.#child.stderr.on('data', (text) => {
        this.#log += text
      })
      return
    }
    throw new Error(`The server ended: ${this.#log}`)
  }

  /** @param {string} camera */
  async status(camera) {
    return (await fetch(`${this.url}/cameras/${camera}`)).json()
  }

  /** The camera's reason, once it says what is expected. @param {string} camera @param {RegExp} expected */
  async reason(camera, expected) {
    for (;;) {
      const { reason } = await this.status(camera)
      if (expected.test(reason ?? '')) return reason
      await pause(LOOK)
    }
  }

  /** What it holds: descriptors by kind, and the programs it runs. */
  holdings() {
    const { pid } = this.#child
    const kinds = {}
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      const kind = kindOf(`/proc/${pid}/fd/${fd}`)
      if (kind) kinds[kind] = (kinds[kind] ?? 0) + 1
    }
    const programs = descendants(pid).map((each) => each.name)
    return { descriptors: kinds, programs: programs.sort() }
  }

  /** Resolves when nobody captures any more. */
  async rests() {
    while (this.holdings().programs.includes('ffmpeg')) await pause(LOOK)
  }

  /** Resolves when all who came have left, and their sockets with them. @param {number} bare Its own. */
  async isLeft(bare) {
    await this.rests()
    while ((this.holdings().descriptors.socket ?? 0) > bare) await pause(LOOK)
  }

  /** Ends it, and gives what it logged. */
  async stop() {
    const exit = once(this.#child, 'close')
    this.#child.kill('SIGTERM')
    const [code] = await exit
    return { code, text: this.#log }
  }
}

function kindOf(link) {
  try {
    return readlinkSync(link).replace(/[:[].*/, '')
  } catch {
    return undefined // the descriptor of the listing itself
  }
}

/** All processes below `pid`, those that ended and were not buried included. */
function descendants(pid) {
  const all = readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return []
    try {
      const text = readFileSync(`/proc/${entry}/stat`, 'latin1')
      const [, name = '', parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(text) ?? []
      return [{ pid: Number(entry), parent: Number(parent), name }]
    } catch {
      return []
    }
  })
  const below = (parent) =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)])
  return below(pid)
}
