/**
 * Every frame, in order, into code that takes its time: a model, a measurement.
 *
 *     node vision.js
 *
 * `pace: 'every'` reads what the ring still holds, so that a slow moment loses nothing; one that is
 * slow for longer than the ring is told how much it missed. Who only wants the newest leaves it out.
 */
import sharp from 'sharp'
import { Camera, pattern } from 'zoetrope'

const camera = new Camera('desk', pattern({ fps: 10 }), { ring: { capacity: 100 } })
const frames = camera.subscribe({ pace: 'every' })

for await (const frame of frames) {
  const { channels } = await sharp(frame.jpeg).stats() // your model
  const light = channels.reduce((sum, { mean }) => sum + mean, 0) / channels.length
  const age = Math.round(Date.now() - frame.capturedAt)
  console.log(
    `frame ${frame.index}: light ${light.toFixed(1)}, ${age} ms old, ${frames.skipped} missed`,
  )
}
