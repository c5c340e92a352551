/**
 * What happens to cameras, done to real V4L2 devices beside the built server, with viewers who look
 * on. Prints, as JSON, what they saw. The test on the host judges.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { onceBack, standing } from '../../packages/zoetrope/dist/node/v4l2-return.js'
import { BuiltServer } from './built-server.mjs'
import { Crowd } from './crowd.mjs'

const [folder, clip, larger, film, counts] = process.argv.slice(2)
/** How often each fault is done. */
const rounds = JSON.parse(counts)
const DRIVER = '/sys/bus/platform/drivers/vivid'
const WEBCAM = '/dev/video0'
const LOOPBACK = '/dev/video10'

const unplug = () => writeFileSync(`${DRIVER}/unbind`, 'vivid.0')
const plug = () => writeFileSync(`${DRIVER}/bind`, 'vivid.0')

/** Says on the host how far it is. */
const tell = (/** @type {string} */ text) =>
  process.stderr.write(`${(performance.now() / 1000).toFixed(0)} s: ${text}\n`)

/** Runs a program to its end. */
async function run(program, ...args) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${text}`)
}

/** Somebody else's program that makes the loopback a camera, until it is ended. */
class Feed {
  #child

  /** @param {string} file */
  start(file) {
    const input = ['-v', 'error', '-nostdin', '-re', '-stream_loop', '-1', '-i', file]
    const args = [...input, '-c', 'copy', '-f', 'v4l2', LOOPBACK]
    this.#child = spawn('ffmpeg', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  }

  async stop() {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}

/** Milliseconds until it is noticed that something stands at `path`, once `act` has put it there. */
function noticed(path, act) {
  return new Promise((resolve, reject) => {
    // A watch alone does not keep a program running.
    const late = setTimeout(reject, 60_000, new Error(`Nobody noticed that ${path} is there`))
    let began = 0
    onceBack(path, standing(path), () => {
      clearTimeout(late)
      resolve(performance.now() - began)
    })
    began = performance.now()
    act()
  })
}

/** How soon the return of a device is noticed: of its node, and of a link such as udev makes. */
async function returns() {
  const node = await noticed(WEBCAM, plug)
  const link = await noticed('/dev/v4l/by-id/usb-cam', () => {
    mkdirSync('/dev/v4l/by-id', { recursive: true })
    symlinkSync('../../video0', '/dev/v4l/by-id/usb-cam')
  })
  unplug()
  const target = await noticed('/dev/v4l/by-id/usb-cam', plug)
  rmSync('/dev/v4l', { recursive: true })
  unplug()
  return { node, link, target }
}

/**
 * One fault and its end: why the camera was lost, and how many milliseconds after it was back each
 * viewer had a new frame.
 */
async function suffer(crowd, { fault, restore, hurry = false, isNew = () => true }) {
  const before = crowd.states.length
  await fault()
  let back = 0
  if (hurry) {
    await restore()
    back = Date.now()
  }
  const { state, reason, at } = await crowd.becomes(before, 'lost', 'stalled')
  if (!hurry) {
    await restore()
    back = Date.now()
  }
  const since = Math.max(back, at)
  const times = await crowd.reach((seen) => seen.capturedAt > since && isNew(seen))
  tell(`${state}: ${reason}; live after ${Math.max(...times) - back} ms`)
  return { state, reason, after: times.map((time) => time - back) }
}

async function times(count, round) {
  const results = []
  for (let n = 0; n < count; n += 1) results.push(await round(n))
  return results
}

/** Faults of a camera that is unplugged, or breaks. */
async function webcamFaults(server) {
  const crowd = new Crowd(server.url, 'webcam')
  // Configured, and never there until now.
  const waiting = crowd.join()
  const { reason } = await crowd.becomes(0, 'lost')
  tell(`waiting: ${reason}`)
  plug()
  const back = Date.now()
  const awaited = (await waiting).map((time) => time - back)
  tell('the camera that was waited for is live')
  const before = server.holdings()
  const replug = { fault: unplug, restore: plug }
  const unplugged = await times(rounds.unplugged, () => suffer(crowd, replug))
  const disconnected = await times(rounds.disconnected, () =>
    suffer(crowd, {
      fault: () => run('v4l2-ctl', '-d', WEBCAM, '-c', 'disconnect=1'),
      restore() {
        unplug()
        plug()
      },
    }),
  )
  const renumbered = await renumber(crowd)
  const hurried = await times(rounds.hurried, () => suffer(crowd, { ...replug, hurry: true }))
  await suffer(crowd, replug)
  const after = server.holdings()
  crowd.leave()
  const faults = { unplugged, disconnected, renumbered, hurried }
  const { disconnected: ended, torn } = crowd
  return { awaited: { reason, after: awaited }, faults, before, after, ended, torn }
}

/** The camera comes back under another number, because somebody still holds the old one; then as before. */
async function renumber(crowd) {
  const held = openSync(WEBCAM, 'r')
  const away = await suffer(crowd, { fault: unplug, restore: plug })
  const elsewhere = existsSync(WEBCAM) ? 'the same number' : 'another number'
  closeSync(held)
  const home = await suffer(crowd, { fault: unplug, restore: plug })
  tell(elsewhere)
  return [away, home]
}

/** Faults of a camera that falls silent, and comes back with other pictures. */
async function loopbackFaults(server, feed) {
  feed.start(clip)
  const crowd = new Crowd(server.url, 'loopback')
  await crowd.join()
  tell('the loopback is live')
  const before = server.holdings()
  const silent = await times(rounds.silent, () =>
    suffer(crowd, { fault: () => feed.stop(), restore: () => feed.start(clip) }),
  )
  const resized = await times(rounds.resized, (n) => {
    const width = n % 2 === 0 ? 800 : 640
    return suffer(crowd, {
      fault: () => feed.stop(),
      restore: () => feed.start(width === 800 ? larger : clip),
      isNew: (seen) => seen.width === width,
    })
  })
  const after = server.holdings()
  crowd.leave()
  await feed.stop()
  const faults = { silent, resized }
  return { faults, before, after, ended: crowd.disconnected, torn: crowd.torn }
}

/** Milliseconds from the question to the first frame, and how long the device itself takes. */
async function firstFrame(server, camera, device, format) {
  await server.rests()
  const resting = server.holdings()
  const alone = performance.now()
  await run('v4l2-ctl', '-d', device, ...format, '--stream-mmap', '--stream-count=1')
  const began = performance.now()
  const crowd = new Crowd(server.url, camera)
  await crowd.join(2)
  const first = performance.now() - began
  const running = server.holdings()
  crowd.leave()
  await server.rests()
  tell(`${camera}: first frame after ${first.toFixed(0)} ms`)
  return { resting, running, afterwards: server.holdings(), first, device: began - alone }
}

/** A camera that gives nothing but H.264. */
async function h264(server, feed) {
  feed.start(film)
  const crowd = new Crowd(server.url, 'loopback')
  await crowd.join(2)
  const { width, height } = await server.status('loopback')
  crowd.leave()
  await feed.stop()
  await server.rests()
  return { size: `${width}x${height}`, torn: crowd.torn }
}

unplug()
const seen = await returns()
tell(`returns are noticed after ${JSON.stringify(seen)} ms`)
const server = await BuiltServer.start(folder, {
  webcam: `${WEBCAM}?size=320x180&fps=10&format=yuyv`,
  loopback: LOOPBACK,
})
tell('the server listens')
const feed = new Feed()
const bare = server.holdings().descriptors.socket ?? 0
const webcam = await webcamFaults(server)
// Or those who watched the first camera would be counted before the second one's faults, not after.
await server.isLeft(bare)
tell('they have left')
const loopback = await loopbackFaults(server, feed)
const raw = ['--set-fmt-video=width=320,height=180,pixelformat=YUYV', '-p', '10']
const demand = await firstFrame(server, 'webcam', WEBCAM, raw)
const film264 = await h264(server, feed)
const log = await server.stop()
process.stdout.write(`${JSON.stringify({ seen, webcam, loopback, demand, h264: film264, log })}\n`)
