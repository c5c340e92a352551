/**
 * A capture program that does what a test orders: `node failing-camera.mjs FOLDER` writes the JPEGs of
 * `FOLDER/small` or `FOLDER/large` in turn, 25 a second. The orders are in `FOLDER/orders`: what size
 * and whether whole from the start, and, read again at SIGUSR2, what to do from then on.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const [folder = ''] = process.argv.slice(2)
const orders = () => JSON.parse(readFileSync(`${folder}/orders`, 'utf8'))

const { size, maimed } = orders()
const names = readdirSync(`${folder}/${size}`).sort()
const whole = names.map((name) => readFileSync(`${folder}/${size}/${name}`))
// As some cameras do: a frame without its end, the next without its Huffman tables.
const jpegs = maimed
  ? whole.map((jpeg, at) => (at % 2 ? withoutEnd(jpeg) : withoutTables(jpeg)))
  : whole
let count = 0
let mode = 'run'

process.on('SIGUSR2', () => {
  mode = orders().mode
  if (mode === 'end') process.exit(0)
  if (mode === 'fail') process.exit(1)
  if (mode !== 'stutter') return
  // Half a frame, noise, and then as if nothing had been.
  const jpeg = jpegs[0] ?? Buffer.alloc(0)
  process.stdout.write(jpeg.subarray(0, jpeg.length >> 1))
  process.stdout.write(randomBytes(50_000))
  mode = 'run'
})

/** @param {Buffer} jpeg */
function withoutEnd(jpeg) {
  return jpeg.subarray(0, -2)
}

/** @param {Buffer} jpeg */
function withoutTables(jpeg) {
  const kept = [jpeg.subarray(0, 2)]
  for (let at = 2; ; ) {
    const marker = jpeg.readUInt16BE(at)
    if (marker === 0xffda) return Buffer.concat([...kept, jpeg.subarray(at)])
    const end = at + 2 + jpeg.readUInt16BE(at + 2)
    if (marker !== 0xffc4) kept.push(jpeg.subarray(at, end))
    at = end
  }
}

setInterval(() => {
  if (mode === 'run') process.stdout.write(jpegs[count++ % jpegs.length] ?? '')
  if (mode === 'babble') process.stdout.write(randomBytes(5000))
}, 40)
