/**
 * Cameras in an Express app.
 *
 *     node express.js      then open http://127.0.0.1:3000
 */
import express from 'express'
import { Camera, Cameras, camerasHandler, pattern } from 'zoetrope'
import { nodeListener } from 'zoetrope/node'

// Anything that yields JPEGs is a source: a webcam, another server, a generator of yours.
const cameras = new Cameras([
  new Camera('left', pattern()),
  new Camera('right', pattern({ fps: 5 })),
])

const app = express()
app.use('/cameras', nodeListener(camerasHandler(cameras)))
app.get('/', (_request, response) => {
  response.send('<img src="/cameras/left/stream"> <img src="/cameras/right/stream">')
})
app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
