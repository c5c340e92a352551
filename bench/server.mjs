/**
 * Starts programs for the benchmarks and waits until they accept connections.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const thisTree = fileURLToPath(new URL('../packages/server/bin/zoetrope.js', import.meta.url))
/** The command to measure: another build's, where ZOETROPE_COMMAND names one. */
export const command = process.env['ZOETROPE_COMMAND'] ?? thisTree
/** @type {boolean | undefined} */
let choice

/** Whether the command knows more than one pacing. @returns {boolean} */
export function pacingCanBeChosen() {
  choice ??= spawnSync(process.execPath, [command, 'help', 'serve']).stdout.includes('--pacing')
  return choice
}

/** Starts `zoetrope serve` with these arguments on a free port. @param {string[]} args */
export async function startZoetrope(args) {
  const port = await freePort()
  return start(process.execPath, [command, 'serve', ...args, '--port', `${port}`], port)
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {number} port it will listen on
 */
export async function start(program, args, port) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk) => {
    words = (words + chunk).slice(-2000)
  })
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${words}`)
  }
  const pid = child.pid ?? 0
  const stop = async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return { port, pid, url: `http://127.0.0.1:${port}`, stop }
}

/** @returns {Promise<number>} */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address')
  return address.port
}

/** Resident bytes of a process. @param {number} pid @returns {number} */
export function residentBytes(pid) {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** @param {number} port @returns {Promise<boolean>} */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (/** @type {boolean} */ answer) => {
      socket.destroy()
      // Not a busy loop while the program starts.
      setTimeout(resolve, answer ? 0 : 20, answer)
    }
    socket.once('connect', () => settle(true)).once('error', () => settle(false))
  })
}
