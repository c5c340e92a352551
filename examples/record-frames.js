/**
 * What happened just now? The ten frames before an event and the ten after it, as files.
 *
 *     node record-frames.js
 *     curl -X POST http://127.0.0.1:3000
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { Camera, pattern } from 'zoetrope'

// `always`: it runs before the event, whether somebody looks or not, and its ring keeps ten frames.
const camera = new Camera('door', pattern({ fps: 10 }), { always: true, ring: { capacity: 10 } })

createServer(async (request, response) => {
  if (request.method !== 'POST') return response.writeHead(405).end()
  response.end(`${await record()}\n`)
}).listen(Number(process.env.PORT ?? 3000), '127.0.0.1')

async function record() {
  const before = camera.broadcast.frames()
  const last = before.at(-1)?.index ?? -1
  const after = []
  while (after.length < 10) after.push(await camera.waitFor(last + 1 + after.length))
  const folder = `event-${new Date().toISOString().replaceAll(':', '-')}`
  await mkdir(folder)
  for (const { index, jpeg } of [...before, ...after]) {
    await writeFile(`${folder}/${String(index).padStart(6, '0')}.jpg`, jpeg)
  }
  return folder
}
