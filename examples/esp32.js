/**
 * An ESP32-CAM's stream, read in Node: frame by frame, back again whenever the camera restarts.
 *
 *     node esp32.js http://192.168.1.40:81/stream
 *
 * Such a camera serves one viewer at a time. To show it to many:
 * `new Camera('garden', httpSource(address))`, or on the command line `zoetrope ADDRESS`.
 */
import { writeFile } from 'node:fs/promises'
import { StreamReader } from 'zoetrope/client'

const address = process.argv[2] ?? 'http://192.168.4.1:81/stream'
const reader = new StreamReader(address, {
  onState: (state, reason) => console.log(state, reason?.message ?? ''),
})

for await (const { jpeg, capturedAt } of reader) {
  const time = new Date(capturedAt).toISOString()
  console.log(`${time}: ${jpeg.length} bytes`)
  await writeFile('latest.jpg', jpeg) // what comes meanwhile is skipped: the next one is the newest
}
