/**
 * npm's readers of MJPEG, each in a program of its own ([test/adapters/readers](../adapters/readers)).
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Client, writtenFrames } from './client.ts'

const at = (path: string): string => fileURLToPath(new URL(`../adapters/${path}`, import.meta.url))

function reader(name: string, asked: string, least?: Client['least']): Client {
  return {
    least,
    name,
    from: `npm: ${name}`,
    asked,
    version: () => {
      const path = at(`node_modules/${name}/package.json`)
      if (!existsSync(path)) return undefined
      const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
      return version
    },
    frames: (url, count) =>
      writtenFrames(process.execPath, [at('readers/read.mjs'), name, url, `${count}`], count),
  }
}

/** All of them. */
export const npms: readonly Client[] = [
  // It gives a frame twice that comes in one piece with its header.
  reader('mjpeg-consumer', '`http.get(URL)` piped into it', (count) => count / 2),
  reader('mjpeg-decoder', '`new MjpegDecoder(URL, { interval: 10 }).start()`'),
  reader('mjpeg-proxy', '`new MjpegProxy(URL).proxyRequest`, read through it'),
  reader('pipe2jpeg', '`http.get(URL)` piped into it'),
]
