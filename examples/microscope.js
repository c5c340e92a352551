/**
 * A microscope that focuses itself: live pictures, a setting and an action, for people and programs.
 *
 *     node microscope.js      then open http://127.0.0.1:3000/microscope/live/viewer
 *     curl http://127.0.0.1:3000/microscope                                    describes it
 *     curl -X PUT --json 5 http://127.0.0.1:3000/microscope/properties/exposure
 *     curl -X POST http://127.0.0.1:3000/microscope/actions/autofocus
 */
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import sharp from 'sharp'
import {
  addAction,
  addProperty,
  addStream,
  Camera,
  sweepFocus,
  Thing,
  thingHandler,
} from 'zoetrope'
import { nodeListener } from 'zoetrope/node'

// A simulated stage: the specimen is sharp at 62.
let height = 20
let exposure = 10
const random = () => Math.random() * 480
const cells = Array.from({ length: 400 }, () => `<circle cx="${random()}" cy="${random()}" r="4"/>`)
const specimen = Buffer.from(
  `<svg width="480" height="360"><rect width="480" height="360" fill="#fed"/>${cells.join('')}</svg>`,
)

const camera = new Camera('microscope', async function* (signal) {
  for (; !signal.aborted; await pause(30)) {
    const capturedAt = Date.now() // when it was exposed, so that focusing knows which frames count
    const blur = 0.3 + Math.abs(height - 62) / 8
    const picture = sharp(specimen)
      .flatten()
      .blur(blur)
      .linear(exposure / 10)
    yield { jpeg: await picture.jpeg().toBuffer(), capturedAt }
  }
})

const microscope = new Thing('microscope', { title: 'A simulated microscope' })
addStream(microscope, 'live', camera)

const access = {
  read: () => exposure,
  write(value) {
    exposure = value
  },
}
const schema = { minimum: 1, maximum: 20, unit: 'ms' }
addProperty(microscope, 'exposure', { type: 'number', ...schema }, access)

addAction(microscope, 'autofocus', {}, async (_input, { signal }) => {
  const move = async (to) => {
    await pause(Math.abs(to - height)) // a motor takes its time
    height = to
  }
  const { position, isClear } = await sweepFocus({ camera, move, from: 0, to: 100, signal })
  return { position, isClear }
})

const port = Number(process.env.PORT ?? 3000)
createServer(nodeListener(thingHandler(microscope))).listen(port, '127.0.0.1')
