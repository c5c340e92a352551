/**
 * Cells: a link and the frames that are sent over it, and what physics allows there.
 *
 * A cell's name says all about it, and every such name is a cell: `20M-100ms-q256-f280-bbr` is
 * 20 Mbit/s, 100 ms one way, a router queue of 256 KiB and frames of 280 KB, with bbr.
 *
 * @module
 */

/**
 * @typedef {object} Cell
 * @property {string} name
 * @property {number} rate bits per second, of IP packets
 * @property {number} delay milliseconds, one way
 * @property {number} queue bytes that the router holds
 * @property {number} frame bytes
 * @property {string} control congestion control of the server
 * @property {number} loss percent of the packets, both ways
 */

/** Frames per second of every cell. */
export const FPS = 30
const INTERVAL = 1000 / FPS
/** Bytes of an IP packet for those of the stream in it: IP and TCP headers, with time stamps. */
export const OVERHEAD = 1500 / 1448

/** Spread over rate, delay, queue and frame; the first five are where earlier rules failed or were measured. */
const SPREAD = [
  '20M-100ms-q256-f280',
  '50M-25ms-q64-f280',
  '1M-25ms-q64-f40',
  '2M-25ms-q256-f47',
  '8M-100ms-q256-f47',
  '1M-1ms-q256-f17',
  '2M-100ms-q1024-f17',
  '5M-50ms-q64-f40',
  '10M-5ms-q1024-f280',
  '20M-1ms-q64-f40',
  '50M-100ms-q1024-f280',
  '50M-10ms-q256-f17',
]
const CONTROLLED = ['2M-25ms-q256-f47', '20M-100ms-q256-f280', '8M-100ms-q256-f47']

/** The cells that every change of the pacing is judged by: twelve with cubic, three again with bbr and reno. */
export function setA() {
  const others = ['bbr', 'reno'].flatMap((control) => CONTROLLED.map((at) => `${at}-${control}`))
  return [...SPREAD, ...others].map(cell)
}

/** Every combination: a night's work. */
export function grid() {
  return [1, 2, 5, 10, 20, 50].flatMap((rate) =>
    [1, 5, 25, 50, 100].flatMap((delay) =>
      [64, 256, 1024].flatMap((queue) =>
        [17, 40, 280].map((frame) => cell(`${rate}M-${delay}ms-q${queue}-f${frame}`)),
      ),
    ),
  )
}

/**
 * Twelve cells that nobody chose, the same for the same seed. Left out are those below two frames a
 * second, where 200 frames take minutes.
 *
 * @param {number} seed
 */
export function randomCells(seed, count = 12) {
  const random = randomNumbers(seed)
  const between = (/** @type {number} */ low, /** @type {number} */ high) =>
    Math.round(low * (high / low) ** random())
  /** @type {Cell[]} */
  const cells = []
  while (cells.length < count) {
    const frame = [17, 40, 280][Math.floor(random() * 3)]
    const link = `${between(1, 50)}M-${between(1, 100)}ms-q${between(64, 1024)}`
    const made = cell(`${link}-f${frame}`)
    if (possibleRate(made) >= 2) cells.push(made)
  }
  return cells
}

/** @param {string} name @returns {Cell} */
export function cell(name) {
  const found = /^([\d.]+)M-([\d.]+)ms-q(\d+)-f(\d+)(?:-(cubic|bbr|reno))?(?:-loss([\d.]+))?$/.exec(
    name,
  )
  if (!found)
    throw new Error(`Expected a cell such as 20M-100ms-q256-f280-bbr-loss0.5, got ${name}`)
  const [rate, delay, queue, frame] = found.slice(1, 5).map(Number)
  if (!rate || !delay || !queue || !frame) throw new Error(`Expected numbers above 0 in ${name}`)
  return {
    name,
    rate: rate * 1e6,
    delay,
    queue: queue * 1024,
    frame: frame * 1000,
    control: found[5] ?? 'cubic',
    loss: Number(found[6] ?? 0),
  }
}

/** Milliseconds that the link takes to carry a frame. @param {Cell} cell @returns {number} */
export function carryTime({ frame, rate }) {
  return (frame * 8 * OVERHEAD * 1000) / rate
}

/** The most frames per second that can arrive. @param {Cell} cell @returns {number} */
export function possibleRate(cell) {
  return Math.min(FPS, 1000 / carryTime(cell))
}

/**
 * The least possible age, in milliseconds: the way and the frame's own bits. Where those take longer
 * than the frame interval, the newest frame is already up to one interval old when the link is free.
 *
 * @param {Cell} cell
 */
export function floorOf(cell) {
  const carry = carryTime(cell)
  const wait = carry > INTERVAL ? INTERVAL : 0
  return { p50: cell.delay + carry + wait / 2, p99: cell.delay + carry + wait }
}

/** mulberry32: a random number from 0 to below 1 at each call. @param {number} seed */
function randomNumbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
