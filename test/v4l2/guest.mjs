/**
 * What is run beside real V4L2 devices: captures from them with the built package and prints, as
 * JSON, what it saw. The test on the host judges.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { inspectJpeg } from '../../packages/zoetrope/dist/frame/jpeg.js'
import { listDevices, openSource } from '../../packages/zoetrope/dist/node/index.js'

const [clip, webcam, loopback] = process.argv.slice(2)

/** Milliseconds of capture that count, and of what comes before: ffmpeg's start, the first buffers. */
const MEASURED = 6000
const WARM_UP = 2000

const feed = spawn(
  'ffmpeg',
  [
    '-v',
    'error',
    '-nostdin',
    '-re',
    '-stream_loop',
    '-1',
    '-i',
    clip,
    '-c',
    'copy',
    '-f',
    'v4l2',
    loopback,
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
)

/** The loopback is a camera from its first frame on. */
async function fed() {
  for (;;) {
    const devices = await listDevices()
    if (devices.some(({ path, formats }) => path === loopback && formats.length > 0)) return devices
  }
}

/** The pid of the ffmpeg that captures. */
function capturing() {
  return readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === feed.pid) return false
    try {
      return readFileSync(`/proc/${pid}/comm`, 'latin1') === 'ffmpeg\n'
    } catch {
      return false
    }
  })
}

/** Seconds of CPU that a process has used. */
function cpu(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Frames a second of the device itself, in the format that was chosen, taken without us. */
async function deviceRate(device, { width, height, pixels, fps }) {
  const format = `width=${width},height=${height},pixelformat=${pixels}`
  const count = Math.round((fps * MEASURED) / 1000)
  const child = spawn(
    'v4l2-ctl',
    [
      '-d',
      device,
      `--set-fmt-video=${format}`,
      '-p',
      `${fps}`,
      '--stream-mmap',
      `--stream-count=${count}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let text = ''
  for await (const chunk of child.stderr) text += chunk
  // It says once a second how many there were in all the time before.
  return Number(
    text
      .match(/([\d.]+) fps/g)
      ?.at(-1)
      ?.split(' ')[0],
  )
}

async function measure(uri) {
  const notes = []
  const source = await openSource(uri)
  const hashes = []
  const sizes = new Set()
  let broken = 0
  let began
  let pid
  let used = 0
  const times = []
  const { signal } = new AbortController()
  for await (const { jpeg, capturedAt } of source.open(signal, (text) => notes.push(text))) {
    began ??= capturedAt
    pid ??= capturing()
    if (capturedAt - began < WARM_UP) continue
    if (times.length === 0) used = cpu(pid)
    const found = inspectJpeg(jpeg)
    if (found.ok) sizes.add(`${found.width}x${found.height}`)
    else broken += 1
    hashes.push(createHash('sha256').update(jpeg).digest('hex'))
    times.push(capturedAt)
    if (capturedAt - times[0] < MEASURED) continue
    used = cpu(pid) - used
    break
  }
  const seconds = (times.at(-1) - times[0]) / 1000
  return {
    notes,
    interval: source.interval,
    frames: times.length,
    broken,
    sizes: [...sizes],
    rate: (times.length - 1) / seconds,
    cpu: used / seconds,
    hashes,
  }
}

const devices = await fed()
const result = {
  devices,
  copied: await measure(loopback),
  encoded: await measure(webcam),
  slow: await measure(`${webcam}?size=320x180&fps=10&format=yuyv`),
  slowDevice: await deviceRate(webcam, { width: 320, height: 180, pixels: 'YUYV', fps: 10 }),
}
feed.kill('SIGKILL')
process.stdout.write(`${JSON.stringify(result)}\n`)
