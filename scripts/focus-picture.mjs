/**
 * Makes docs/images/focus.webp: a sweep through the focus of a simulated microscope, its curve, and
 * three of the frames. What is drawn was measured: the frames are JPEGs, and blurred by the distance.
 *
 *     node scripts/focus-picture.mjs          (after a build)
 *
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { Camera, sweepFocus } from '../packages/zoetrope/dist/index.js'

/** @typedef {import('../packages/zoetrope/dist/index.js').FocusSample & { jpeg: Uint8Array }} Sample */

const FRAME = { width: 480, height: 360 }
/** Micrometres. */
const FOCUS = 57
const WAY = { from: 0, to: 100 }
const STEPS = 11
/** Of the frames below the curve: before the peak, at it, behind it. */
const SHOWN = [30, undefined, 90]

/** The picture, in units that become two pixels each. */
const SIZE = { width: 720, height: 480 }
const PLOT = { left: 60, right: 684, top: 20, bottom: 240 }
const TILE = { width: 200, height: 150, gap: 12, top: 306 }
const FONT = 'font-family="DejaVu Sans, sans-serif" font-size="13"'

const { samples, position } = await sweep()
const most = Math.max(...samples.map(({ sharpness }) => sharpness)) * 1.12
await draw()

/**
 * Focuses, and keeps the frame of each position.
 *
 * @returns {Promise<{ samples: Sample[], position: number }>} In the order of the measurements.
 */
async function sweep() {
  let height = 0
  const specimen = Buffer.from(diatoms())
  const camera = new Camera('microscope', async function* (signal) {
    for (; !signal.aborted; await pause(1)) {
      const capturedAt = Date.now()
      yield { jpeg: await exposure(specimen, height), capturedAt }
    }
  })
  /** @type {Sample[]} */
  const samples = []
  const { position } = await sweepFocus({
    camera,
    move: (to) => {
      height = to
    },
    ...WAY,
    steps: STEPS,
    onProgress(sample) {
      samples.push({ ...sample, jpeg: camera.broadcast.at(sample.index).jpeg })
    },
  })
  await camera.close()
  return { samples, position }
}

/**
 * What the camera sees with the lens at `height`.
 *
 * @param {Buffer} specimen
 * @param {number} height
 * @returns {Promise<Buffer>}
 */
function exposure(specimen, height) {
  const sigma = 0.3 + Math.abs(height - FOCUS) / 9
  const blurred = sharp(specimen).flatten().blur({ sigma, precision: 'float', minAmplitude: 0.01 })
  return blurred.jpeg({ quality: 80 }).toBuffer()
}

/** What lies on the slide: diatoms, drawn as ribbed shells. */
function diatoms() {
  const { width, height } = FRAME
  const random = chances(11)
  const shells = Array.from({ length: 26 }, () => {
    const place = `translate(${random() * width} ${random() * height}) rotate(${random() * 360})`
    const tone = `hsl(${24 + 30 * random()} 55% ${22 + 22 * random()}%)`
    const shell = random() < 0.35 ? round(14 + 22 * random()) : pennate(30 + 50 * random())
    return `<g transform="${place}" stroke="${tone}" fill="${tone}">${shell}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#eee8d8"/>${shells.join('')}</svg>`
}

/**
 * A long shell, with ribs across.
 *
 * @param {number} length Half of it.
 */
function pennate(length) {
  const breadth = length / 4
  const ribs = Array.from({ length: Math.floor(length / 2) }, (_, place) => {
    const x = (place + 0.5) * 4 - length
    const y = 0.9 * breadth * Math.sqrt(1 - (x / length) ** 2)
    return `<path d="M${x} ${-y}V-1.5M${x} 1.5V${y}"/>`
  })
  return `<ellipse rx="${length}" ry="${breadth}" fill-opacity="0.25" stroke-width="1.5"/>${ribs.join('')}`
}

/**
 * A round shell, with spokes.
 *
 * @param {number} radius
 */
function round(radius) {
  const spokes = Array.from({ length: 36 }, (_, place) => {
    return `<path transform="rotate(${place * 10})" d="M${radius * 0.3} 0H${radius * 0.92}"/>`
  })
  return `<circle r="${radius}" fill-opacity="0.25" stroke-width="2"/>${spokes.join('')}`
}

/**
 * Numbers from 0 to 1, the same each time.
 *
 * @param {number} seed
 */
function chances(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** @param {number} at */
function x(at) {
  return PLOT.left + ((at - WAY.from) / (WAY.to - WAY.from)) * (PLOT.right - PLOT.left)
}

/** @param {number} bytes */
function y(bytes) {
  return PLOT.bottom - (bytes / most) * (PLOT.bottom - PLOT.top)
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} KB`
}

/** Puts the chart and the frames into one file. */
async function draw() {
  const shown = SHOWN.map((at) => nearest(at ?? position))
  const tiles = await Promise.all(
    shown.map(async ({ jpeg }, place) => {
      const picture = sharp(jpeg).resize(TILE.width * 2, TILE.height * 2)
      return { input: await picture.toBuffer(), left: leftOf(place) * 2, top: TILE.top * 2 }
    }),
  )
  const { width, height } = SIZE
  const chart = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ${FONT}>
    <rect width="100%" height="100%" rx="8" fill="#fff"/>
    ${axes()}${shown.map(thread).join('')}${curve(shown)}</svg>`
  const file = fileURLToPath(new URL('../docs/images/focus.webp', import.meta.url))
  const { size } = await sharp(Buffer.from(chart), { density: 144 })
    .composite(tiles)
    .webp({ quality: 80 })
    .toFile(file)
  console.log(`docs/images/focus.webp: ${kilobytes(size)}; the peak is at ${position.toFixed(1)}`)
}

/**
 * The sample closest to a position.
 *
 * @param {number} at
 * @returns {Sample}
 */
function nearest(at) {
  const distance = (/** @type {Sample} */ sample) => Math.abs(sample.position - at)
  return samples.reduce((one, other) => (distance(other) < distance(one) ? other : one))
}

/**
 * Where a frame begins in the row below the curve.
 *
 * @param {number} place
 */
function leftOf(place) {
  return PLOT.left + place * (TILE.width + TILE.gap)
}

/** Both scales, with their lines. */
function axes() {
  const { left, right, bottom } = PLOT
  const grey = 'fill="#57606a"'
  const sizes = [0, 10_000, 20_000, 30_000].filter((bytes) => bytes < most)
  const levels = sizes.map((bytes) => {
    const line = `<path d="M${left} ${y(bytes)}H${right}" stroke="#d0d7de"/>`
    return `${line}<text x="${left - 8}" y="${y(bytes) + 4}" text-anchor="end" ${grey}>${bytes / 1000} KB</text>`
  })
  const positions = [0, 20, 40, 60, 80, 100].map((at) => {
    return `<text x="${x(at)}" y="${bottom + 18}" text-anchor="middle" ${grey}>${at} µm</text>`
  })
  return levels.join('') + positions.join('')
}

/**
 * The coarse samples are hollow, the fine ones are not; those whose frames are shown are marked.
 *
 * @param {Sample[]} shown
 */
function curve(shown) {
  const points = samples.map((sample, place) => {
    const colour = shown.includes(sample) ? '#bc4c00' : '#0969da'
    const fill = place < STEPS ? '#fff' : colour
    const centre = `cx="${x(sample.position)}" cy="${y(sample.sharpness)}"`
    return `<circle ${centre} r="4.5" stroke="${colour}" stroke-width="2" fill="${fill}"/>`
  })
  const line = samples
    .toSorted((one, other) => one.position - other.position)
    .map((sample) => `${x(sample.position)} ${y(sample.sharpness)}`)
  return `<path d="M${line.join('L')}" stroke="#0969da" stroke-width="2" fill="none"/>${points.join('')}`
}

/**
 * The line from a sample to its frame, and what stands above that.
 *
 * @param {Sample} sample
 * @param {number} place
 */
function thread(sample, place) {
  const middle = leftOf(place) + TILE.width / 2
  const words = `${sample.position.toFixed(0)} µm: ${kilobytes(sample.sharpness)}`
  return `<path d="M${x(sample.position)} ${y(sample.sharpness)}V${PLOT.bottom + 24}L${middle} ${TILE.top - 24}"
      stroke="#bc4c00" stroke-dasharray="3 3" fill="none"/>
    <text x="${middle}" y="${TILE.top - 8}" text-anchor="middle" font-weight="bold" fill="#bc4c00">${words}</text>`
}
