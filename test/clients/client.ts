/**
 * Somebody else's program that reads MJPEG, asked for frames as its own users would ask it. What
 * counts is pictures that differ, not a status code.
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { inspectJpeg } from '../../packages/zoetrope/src/frame/jpeg.ts'
import { JpegSplitter } from '../../packages/zoetrope/src/frame/split.ts'

/** One row of the table. */
export interface Client {
  /** Two rows may ask the same program in two ways. */
  readonly name: string
  /** What installs it: Debian's package, or npm's. */
  readonly from: string
  /** How it is asked, in a few words; URL stands for the address. */
  readonly asked: string
  /** What it says of its version; `undefined` where it is missing. */
  version(): string | undefined
  /** The hashes of the frames that it got, at least `count` of them different when all is well. */
  frames(url: string, count: number): Promise<string[]>
}

/** Whether the tests write into docs/clients.md what they see, as `npm run clients` lets them. */
export const isWriting = Boolean(process.env['ZOETROPE_CLIENTS'])

/** The first thing in a program's output that looks like a version. */
export function versionOf(
  program: string,
  args: readonly string[],
  pattern: RegExp = /\d+(\.\d+)+[\w.~+-]*/,
): string | undefined {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (error || status === null) return undefined
  const [found] = pattern.exec(`${stdout}${stderr}`) ?? []
  return found
}

/**
 * The hashes of the frames that a program writes end to end, whatever is between them. The program is
 * ended when there are enough.
 *
 * @throws {Error} when it ends before, with what it complained of.
 */
export async function writtenFrames(
  program: string,
  args: readonly string[],
  count: number,
): Promise<string[]> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const complaints: string[] = []
  child.stderr.on('data', (chunk) => complaints.push(`${chunk}`))
  const splitter = new JpegSplitter()
  const hashes: string[] = []
  try {
    for await (const chunk of child.stdout) {
      for (const jpeg of splitter.push(new Uint8Array(chunk))) {
        if (!inspectJpeg(jpeg).ok) throw new Error(`${program} wrote a frame that is not whole`)
        hashes.push(createHash('md5').update(jpeg).digest('hex'))
      }
      if (hashes.length >= count) return hashes
    }
  } finally {
    child.kill('SIGKILL')
  }
  throw new Error(`${program} gave ${hashes.length} frames of ${count}: ${complaints.join('')}`)
}
