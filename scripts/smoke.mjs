/**
 * Starts the built command and takes 30 frames of the test pattern: the least that has to work on
 * every system that Node runs on.
 *
 *     node scripts/smoke.mjs        (after a build)
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { fileURLToPath } from 'node:url'

/** @typedef {import('node:stream').Readable} Readable */

const wanted = 30
const patience = 60_000
const main = fileURLToPath(new URL('../packages/server/dist/cli/main.js', import.meta.url))

const server = spawn(process.execPath, [main, 'serve', '--port', '0'], { stdio: 'pipe' })
const deadline = setTimeout(() => fail(`not done after ${patience / 1000} s`), patience)
server.once('exit', (code) => fail(`the command ended by itself with exit code ${code}`))

const address = await findAddress([server.stdout, server.stderr])
console.log(`smoke: ${address}`)
const began = performance.now()
const frames = await takeFrames(`${address}/stream`, wanted)
const seconds = (performance.now() - began) / 1000
await stop()
console.log(`smoke: ${frames} frames in ${seconds.toFixed(2)} s`)

/**
 * The first URL that the command prints.
 *
 * @param {Readable[]} outputs
 * @returns {Promise<string>}
 */
function findAddress(outputs) {
  return new Promise((resolve) => {
    let text = ''
    for (const output of outputs) {
      output.setEncoding('utf8')
      output.on('data', (chunk) => {
        text += chunk
        process.stdout.write(chunk)
        const [url] = /http:\/\/127\.0\.0\.1:[1-9]\d*(?!\d)/.exec(text) ?? []
        // The address may be cut in two by a chunk: only a line that ended is whole.
        if (url && text.endsWith('\n')) resolve(url)
      })
    }
  })
}

/**
 * Reads parts by their Content-Length until there are enough of them.
 *
 * @param {string} url
 * @param {number} count
 * @returns {Promise<number>}
 */
function takeFrames(url, count) {
  return new Promise((resolve, reject) => {
    const request = get(url, (response) => {
      let taken = 0
      let rest = Buffer.alloc(0)
      response.on('data', (chunk) => {
        rest = Buffer.concat([rest, chunk])
        for (let part = firstPart(rest); part; part = firstPart(rest)) {
          const isJpeg = part.body.readUInt16BE(0) === 0xffd8
          if (!isJpeg) fail(`part ${taken} is not a JPEG`)
          rest = rest.subarray(part.end)
          taken += 1
        }
        if (taken < count) return
        request.destroy()
        resolve(taken)
      })
      response.on('end', () => reject(new Error(`the stream ended after ${taken} frames`)))
    })
    request.on('error', reject)
  })
}

/**
 * The first whole part in `bytes`, and where it ends.
 *
 * @param {Buffer} bytes
 * @returns {{ body: Buffer, end: number } | undefined}
 */
function firstPart(bytes) {
  const start = bytes.indexOf('\r\n\r\n') + 4
  if (start < 4) return undefined
  const [, length] = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, start)) ?? []
  if (length === undefined) return fail('a part without Content-Length')
  const end = start + Number(length)
  return end > bytes.length ? undefined : { body: bytes.subarray(start, end), end }
}

/** Ends the command, which has to end with exit code 0 where there are signals. */
async function stop() {
  server.removeAllListeners('exit')
  const [code, signal] = await new Promise((resolve) => {
    server.once('exit', (...how) => resolve(how))
    server.kill('SIGTERM')
  })
  clearTimeout(deadline)
  if (process.platform !== 'win32' && code !== 0)
    fail(`ended with ${signal ?? `exit code ${code}`}`)
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  console.error(`smoke: ${reason}`)
  server.removeAllListeners('exit')
  server.kill()
  process.exit(1)
}
