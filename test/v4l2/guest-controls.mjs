/**
 * What is run beside a real V4L2 device: the built command serves it, controls are changed over HTTP,
 * and `v4l2-ctl` says what the device has. Prints as JSON what was seen; the test on the host judges.
 *
 * `guest-controls.mjs COMMAND DEVICE DRIVER INSTANCE FOLDER`
 *
 * @module
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const [command, device, driver, instance, folder] = process.argv.slice(2)
const run = promisify(execFile)

/** What the device itself says. */
async function asked(...names) {
  const { stdout } = await run('v4l2-ctl', ['-d', device, '-C', names.join(',')])
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.split(': ')[0], Number.parseInt(line.split(': ')[1], 10)]),
  )
}

/** Takes the device out of its driver, or puts it back: what the kernel does when a cable is pulled. */
function plug(action) {
  writeFileSync(`/sys/bus/platform/drivers/${driver}/${action}`, instance)
}

async function until(question) {
  for (;;) {
    const answer = await question()
    if (answer) return answer
    await pause(200)
  }
}

/** A device is opened by udev's helpers for a moment when it is new. */
const there = () =>
  until(() =>
    run('v4l2-ctl', ['-d', device, '--info']).then(
      () => true,
      () => false,
    ),
  )

const settings = `${folder}/zoetrope.yaml`
writeFileSync(
  settings,
  `server:
  compat: { esp32: { port: 0 }, camera-streamer: { port: 0 } }
cameras:
  front:
    source: ${device}?size=320x180&fps=5
    linger: 0
    controls:
      gain: 77
      gain_automatic: false
      brightness: 10
      test_pattern: 100% red
      britness: 1
      contrast: 999
`,
)

const server = spawn(
  process.execPath,
  [command, '--config', settings, '--port', '0', '--log-format', 'json'],
  { stdio: ['ignore', 'ignore', 'pipe'] },
)
const log = []
const lines = createInterface({ input: server.stderr })
lines.on('line', (line) => log.push(JSON.parse(line)))
const { url, listeners } = await until(() => log.find((entry) => entry.url))

async function ask(path, init) {
  const response = await fetch(new URL(path, url), init)
  const body = await response.json()
  const values = Array.isArray(body.controls)
    ? Object.fromEntries(body.controls.map(({ name, value }) => [name, value]))
    : undefined
  return { status: response.status, body, values }
}

function patch(values) {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(values)
  return ask('/cameras/front/controls', { method: 'PATCH', headers, body })
}

/** Sets something as programs do that know another server, by a GET; tells what the device has then. */
async function commanded(name, path, ...controls) {
  const at = listeners.find((listener) => listener.name === name)?.url ?? url
  const { status } = await fetch(new URL(path, at))
  return { status, device: await asked(...controls) }
}

const state = async () => (await ask('/cameras/front')).body.state
const result = {}

// A device that comes back has the values it was made with: nothing here may rest on others.
await run('v4l2-ctl', ['-d', device, '-c', 'brightness=33'])
plug('unbind')
plug('bind')
await there()
result.fresh = await asked('brightness', 'gain_automatic', 'test_pattern', 'saturation')

const idle = await ask('/cameras/front/controls')
result.idle = {
  state: await state(),
  count: idle.body.controls.length,
  brightness: idle.body.controls.find(({ name }) => name === 'brightness'),
}

const viewer = await fetch(new URL('/cameras/front/stream', url))
const bytes = { seen: 0, ended: false }
const reading = (async () => {
  for await (const chunk of viewer.body) bytes.seen += chunk.length
})()
  .catch(() => {})
  .then(() => {
    bytes.ended = true
  })
await until(async () => (await state()) === 'live')
result.configured = await asked('brightness', 'gain_automatic', 'gain', 'test_pattern')
result.warnings = log.filter(({ level, msg }) => level === 'warn' || /^Expected/.test(msg))

const set = await patch({ horizontal_movement: 'move left', saturation: 200, brightness: 20 })
result.set = { status: set.status, values: set.values, state: await state() }
result.device = await asked('horizontal_movement', 'saturation', 'brightness')

result.commanded = {
  'mjpg-streamer': await commanded('', '/?action=command&id=9963779&group=1&value=25', 'hue'),
  mirrored: await commanded('esp32', '/control?var=hmirror&val=1', 'horizontal_flip'),
  most: await commanded('esp32', '/control?var=saturation&val=2', 'saturation'),
  option: await commanded('camera-streamer', '/option?key=Saturation&value=200', 'saturation'),
}
result.told = await (await fetch(new URL('/status', listeners[0].url))).json()

const refused = await patch({ brightness: 21, saturation: 256 })
result.refused = { ...refused.body, now: await asked('brightness', 'saturation') }
result.unknown = (await patch({ nothing: 1 })).body.detail
const automatic = await patch({ gain_automatic: true })
result.inactive = automatic.body.controls.find(({ name }) => name === 'gain').inactive
result.governed = (await patch({ gain: 5 })).body
result.freed = (await patch({ gain: 5, gain_automatic: false })).values.gain

plug('unbind')
await until(async () => (await state()) !== 'live')
const gone = await ask('/cameras/front/controls')
result.gone = { status: gone.status, code: gone.body.code, state: gone.body.state }

const seen = bytes.seen
plug('bind')
const back = Date.now()
await until(async () => (await state()) === 'live')
result.back = { after: Date.now() - back, ended: bytes.ended }
result.restored = await asked('brightness', 'saturation', 'gain', 'gain_automatic', 'test_pattern')
result.kept = (await ask('/cameras/front')).body.controls.kept
await until(() => bytes.seen > seen)

server.kill('SIGTERM')
await once(server, 'exit')
await reading
process.stdout.write(`${JSON.stringify(result)}\n`)
