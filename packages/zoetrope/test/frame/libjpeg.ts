/**
 * libjpeg-turbo, which browsers decode with, as a judge of frames and a maker of them: libjpeg.c,
 * compiled when first needed.
 *
 * @module
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { needs } from '../../../../test/needs.ts'
import type { Bytes } from '../../src/frame/frame.ts'

/** Where the compiled program is; `undefined` (said once) where it cannot be compiled. */
const program = compiled()

/** Whether libjpeg can be asked here. */
export const hasLibjpeg: boolean = program !== undefined

/** A JPEG of 64 x 48 pixels (or `size`), encoded with these options of libjpeg.c. */
export function encoded(options: readonly string[] = [], size = '64x48', seed = 1): Bytes {
  return run(['encode', ...size.split('x'), `${seed}`, ...options])
}

/** The bare pixels of a JPEG; nothing where libjpeg refuses it. */
export function pixelsOf(jpeg: Uint8Array): Bytes {
  return run(['pixels'], jpeg)
}

/** Decodes any number of frames, one after the other, in a process of its own. */
export class Decoder {
  readonly #child: ChildProcess
  readonly #waiting: { resolve: (verdict: string) => void; reject: (error: Error) => void }[] = []

  constructor() {
    this.#child = spawn(program ?? '', ['decode'], { stdio: ['pipe', 'pipe', 'inherit'] })
    if (this.#child.stdout) {
      createInterface(this.#child.stdout).on('line', (line) => this.#waiting.shift()?.resolve(line))
    }
    this.#child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.splice(0)) {
        reject(new Error(`libjpeg crashed or hung: it ended with ${signal ?? code}`))
      }
    })
  }

  /** What libjpeg says of it: `ok WIDTH HEIGHT WARNINGS` or `fatal MESSAGE`. The bytes may not change until then. */
  judge(jpeg: Uint8Array): Promise<string> {
    const head = new Uint8Array(4)
    new DataView(head.buffer).setUint32(0, jpeg.length, true)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#child.stdin?.write(head)
      this.#child.stdin?.write(jpeg)
    })
  }

  close(): void {
    this.#child.stdin?.end()
  }
}

function run(args: readonly string[], input: Uint8Array = new Uint8Array()): Bytes {
  const result = spawnSync(program ?? '', args, { input, maxBuffer: 100_000_000 })
  if (result.status !== 0) throw new Error(`libjpeg ${args.join(' ')} failed: ${result.stderr}`)
  return new Uint8Array(result.stdout)
}

function compiled(): string | undefined {
  if (!needs('cc')) return undefined
  const source = fileURLToPath(new URL('libjpeg.c', import.meta.url))
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), 'zoetrope-test', version)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'libjpeg')
  // Under a name of its own first: another test may be running the program.
  const fresh = `${path}.${process.pid}`
  const { status, stderr } = spawnSync('cc', ['-O2', '-o', fresh, source, '-ljpeg'])
  if (status !== 0) {
    console.warn(
      `skipped: libjpeg.c does not compile; apt-get install libjpeg62-turbo-dev\n${stderr}`,
    )
    return undefined
  }
  renameSync(fresh, path)
  return path
}
