/**
 * Manipulated pictures: cameras made of other cameras, which run only while somebody looks.
 *
 *     node sharp.js      then open http://127.0.0.1:3000/both/viewer
 */
import { createServer } from 'node:http'
import sharp from 'sharp'
import { Camera, Cameras, camerasHandler, derive, pattern } from 'zoetrope'
import { nodeListener } from 'zoetrope/node'

const left = new Camera('left', pattern({ fps: 15 }))
const right = new Camera('right', pattern({ fps: 5 }))

/** One picture in, one out. */
const grey = new Camera(
  'grey',
  derive(left, (frame) => sharp(frame.jpeg).greyscale().jpeg().toBuffer()),
)

/** Two pictures side by side. */
const both = new Camera(
  'both',
  derive([left, right], ([one, other]) =>
    sharp({ create: { width: 1280, height: 480, channels: 3, background: 'black' } })
      .composite([
        { input: Buffer.from(one.jpeg), left: 0, top: 0 },
        { input: Buffer.from(other.jpeg), left: 640, top: 0 },
      ])
      .jpeg({ quality: 80 })
      .toBuffer(),
  ),
)

const cameras = new Cameras([left, right, grey, both])
const port = Number(process.env.PORT ?? 3000)
createServer(nodeListener(camerasHandler(cameras))).listen(port, '127.0.0.1')
