/**
 * A viewer of `/live`, for a run on an emulated link: acknowledges every frame when its last byte is
 * there, and prints what viewer.c prints.
 *
 * `node live-viewer.mjs SECONDS FRAMES_FILE ws://ADDRESS:PORT/live`; frames are aged by the stamp in
 * the JPEG, as viewer.c does.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

const [seconds = '10', file = '/dev/null', url = ''] = process.argv.slice(2)
const WARM_UP = 2000
const TEXT = 1
const BINARY = 2
const PING = 9
const PONG = 10

/** @typedef {{ at: number, age: number, sequence: number, bytes: number }} Seen */

const { socket, connectMs } = await connected(Date.now() + 10_000)
const opened = now()
/** @type {Seen[]} */
const frames = []
/** @type {Buffer[]} */
let message = []
let pending = Buffer.alloc(0)
socket.on('data', (chunk) => {
  pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
  for (let taken = takeFrame(); taken; taken = takeFrame());
})
send(TEXT, JSON.stringify({ type: 'subscribe', camera: 'camera' }))
await Promise.race([wait(Number(seconds) * 1000), once(socket, 'close')])
const ended = socket.destroyed
socket.destroy()
report()

/** Opens the WebSocket; tries again while nobody listens yet. @param {number} deadline
 * @returns {Promise<{ socket: import('node:net').Socket, connectMs: number }>} */
async function connected(deadline) {
  const begun = now()
  const asking = request(url.replace(/^ws/, 'http'), {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-protocol': 'zoetrope.live.1',
    },
  }).end()
  let connectMs = Number.NaN
  asking.once('socket', (socket) => {
    socket.setNoDelay(true)
    socket.once('connect', () => {
      connectMs = now() - begun
    })
  })
  asking.once('response', ({ statusCode }) => {
    asking.destroy(new Error(`Expected a WebSocket, got status ${statusCode}`))
  })
  try {
    const [, socket, head] = await once(asking, 'upgrade')
    if (head.length > 0) socket.unshift(head)
    return { socket, connectMs }
  } catch (error) {
    if (Date.now() > deadline || !/ECONNREFUSED|status 502/.test(String(error))) throw error
    await wait(50)
    return connected(deadline)
  }
}

/** Takes one WebSocket frame of what has come; `false` when it is not all there. */
function takeFrame() {
  if (pending.length < 2) return false
  const [first = 0, second = 0] = pending
  const short = second & 127
  const header = { 126: 4, 127: 10 }[short] ?? 2
  if (pending.length < header) return false
  let length = short
  if (short === 126) length = pending.readUInt16BE(2)
  if (short === 127) length = Number(pending.readBigUInt64BE(2))
  if (pending.length < header + length) return false
  received(first, pending.subarray(header, header + length))
  pending = pending.subarray(header + length)
  return true
}

/** @param {number} first byte of the frame @param {Buffer} payload */
function received(first, payload) {
  const kind = first & 15
  if (kind === PING) return send(PONG, payload)
  if (kind === TEXT) return told(JSON.parse(payload.toString()))
  if (kind !== BINARY && kind !== 0) return
  message.push(payload)
  if ((first & 128) === 0) return
  const whole = message.length === 1 ? payload : Buffer.concat(message)
  message = []
  seen(whole)
}

/** @param {{ type: string, code?: string, message?: string }} said */
function told({ type, code, message }) {
  if (type === 'error') socket.destroy(new Error(`${code}: ${message}`))
}

/** @param {Buffer} frame */
function seen(frame) {
  const at = now()
  const name = frame.readUInt8(20)
  const camera = frame.toString('utf8', 22, 22 + name)
  const epoch = frame.toString('utf8', 22 + name, 22 + name + frame.readUInt8(21))
  const index = Number(frame.readBigUInt64BE(4))
  send(TEXT, JSON.stringify({ type: 'shown', camera, epoch, index }))
  const jpeg = frame.subarray(frame.readUInt16BE(2))
  const stamped = jpeg.toString('latin1', 6, 8) === 'ZT'
  const captured = stamped ? Number(`0x${jpeg.toString('latin1', 8, 24)}`) / 1e6 : Number.NaN
  const sequence = stamped ? Number(`0x${jpeg.toString('latin1', 24, 32)}`) : -1
  frames.push({ at, age: at - captured, sequence, bytes: jpeg.length })
}

/** A client's frames are masked; a mask of zeros leaves them as they are. @param {number} kind @param {string | Buffer} payload */
function send(kind, payload) {
  const bytes = Buffer.from(payload)
  if (bytes.length > 125) {
    const head = Buffer.from([
      128 | kind,
      128 | 126,
      bytes.length >> 8,
      bytes.length & 255,
      0,
      0,
      0,
      0,
    ])
    return socket.write(Buffer.concat([head, bytes]))
  }
  const head = Buffer.from([128 | kind, 128 | bytes.length, 0, 0, 0, 0])
  return socket.write(Buffer.concat([head, bytes]))
}

/** Milliseconds since the epoch, with a fraction. */
function now() {
  return performance.timeOrigin + performance.now()
}

function report() {
  const lines = frames.map(
    ({ at, age, sequence, bytes }) =>
      `0 ${BigInt(Math.round(at * 1000)) * 1000n} ${age.toFixed(3)} ${sequence} ${bytes}\n`,
  )
  writeFileSync(file, lines.join(''))
  const later = frames.slice(1)
  const ages = later.map(({ age }) => age).sort((a, b) => a - b)
  // The nearest rank, as viewer.c has it.
  const share = (/** @type {number} */ part) =>
    ages[Math.max(1, Math.ceil(part * ages.length)) - 1] ?? -1
  const late = frames.filter(({ at }) => at - opened > WARM_UP)
  const span = ((late.at(-1)?.at ?? 0) - (late[0]?.at ?? 0)) / 1000
  const bytes = late.slice(1).reduce((sum, frame) => sum + frame.bytes, 0)
  const gaps = later.reduce(
    (sum, frame, at) => sum + frame.sequence - (frames[at]?.sequence ?? 0) - 1,
    0,
  )
  const rates = {
    rate: span > 0 ? (late.length - 1) / span : 0,
    bytesPerSecond: span > 0 ? bytes / span : 0,
  }
  const [p50, p99, max] = [share(0.5), share(0.99), share(1)]
  const summary = {
    frames: frames.length,
    ...rates,
    gaps,
    connectMs,
    ended,
    ages: ages.length,
    p50,
    p99,
    max,
  }
  console.log(JSON.stringify([summary]))
}
