/**
 * What a frame from a worker thread costs the thread that publishes it.
 *
 * Three ways for frames of 1 MB, as a large sensor gives them: posted as it is, so that it is copied
 * into the message, out of it, and into the part; its memory moved, so that it is copied into the part; and laid out
 * by the worker, so that the memory which is moved is the part.
 *
 * @module
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Broadcast, pattern, portFrames, portPublisher } from '../packages/zoetrope/dist/index.js'

const FRAMES = 300
const WARM_UP = 50
const BYTES = 1_000_000

/** @typedef {'posted' | 'moved' | 'laid out'} Way */

/** @returns {Promise<object[]>} rows for the table */
export async function benchThreads() {
  const rows = []
  for (const way of /** @type {Way[]} */ (['posted', 'moved', 'laid out']))
    rows.push(await measure(way))
  return rows
}

/** @param {Way} way */
async function measure(way) {
  const worker = new Worker(new URL(import.meta.url), { workerData: way })
  const broadcast = new Broadcast({ capacity: 2 })
  const done = once(worker, 'exit')
  const begin = started(broadcast)
  if (way === 'laid out') void broadcast.pipe(portFrames(worker, { ahead: 1 }))
  else {
    worker.on('message', (jpeg) => {
      broadcast.publish(jpeg)
      worker.postMessage('next')
    })
  }
  const { cpu, thread } = await begin
  await done
  const used = process.cpuUsage(cpu)
  return {
    way,
    'publishing thread, us/frame': (threadTime() - thread) / FRAMES,
    'process, us/frame': (used.user + used.system) / FRAMES,
  }
}

/** When the warm-up is over. @param {Broadcast} broadcast */
async function started(broadcast) {
  await broadcast.waitFor(WARM_UP)
  return { cpu: process.cpuUsage(), thread: threadTime() }
}

/** Microseconds of processor time of the main thread, as Linux counts them. */
function threadTime() {
  const path = `/proc/self/task/${process.pid}/schedstat`
  return Number(readFileSync(path, 'latin1').split(' ')[0]) / 1000
}

async function work() {
  const source = pattern({ bytes: BYTES })
  const jpeg = await first(source)
  const way = workerData
  if (!parentPort) return
  if (way === 'laid out') {
    const out = portPublisher(parentPort)
    for (let n = 0; n < WARM_UP + FRAMES; n++) {
      await out.ready()
      out.publish(jpeg)
    }
    await out.ready()
    out.close()
    return
  }
  for (let n = 0; n < WARM_UP + FRAMES; n++) {
    // The encoder's buffer stays its own, so what is moved is a copy of it.
    const frame = way === 'moved' ? jpeg.slice() : jpeg
    parentPort.postMessage(frame, way === 'moved' ? [frame.buffer] : [])
    await once(parentPort, 'message')
  }
}

/** @param {import('../packages/zoetrope/dist/index.js').Source} source */
async function first(source) {
  for await (const captured of source.open(new AbortController().signal)) {
    if ('jpeg' in captured) return new Uint8Array(/** @type {Uint8Array} */ (captured.jpeg))
  }
  throw new Error('The pattern gave nothing')
}

if (!isMainThread) await work()
