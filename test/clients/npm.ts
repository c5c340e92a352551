/**
 * npm's readers of MJPEG, each in a program of its own ([test/adapters/readers](../adapters/readers)).
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Client, writtenFrames } from './client.ts'

const at = (path: string): string => fileURLToPath(new URL(`../adapters/${path}`, import.meta.url))

/** @param times how often it gives each frame at most */
function reader(name: string, asked: string, times = 1): Client {
  return {
    name,
    from: `npm: ${name}`,
    asked,
    version: () => {
      const path = at(`node_modules/${name}/package.json`)
      if (!existsSync(path)) return undefined
      const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
      return version
    },
    frames: (url, count) => {
      const args = [at('readers/read.mjs'), name, url, `${count * times}`]
      return writtenFrames(process.execPath, args, count * times)
    },
  }
}

/** All of them. */
export const npms: readonly Client[] = [
  // It gives a frame twice that comes in one piece with its header.
  reader('mjpeg-consumer', '`http.get(URL)` piped into it', 2),
  reader('mjpeg-decoder', '`new MjpegDecoder(URL, { interval: 10 }).start()`'),
  reader('mjpeg-proxy', '`new MjpegProxy(URL).proxyRequest`, read through it'),
  reader('node-mjpeg-proxy', '`new MjpegProxy(URL).proxyRequest`, read through it'),
  reader('pipe2jpeg', '`http.get(URL)` piped into it'),
]
