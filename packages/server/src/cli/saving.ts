/**
 * Files that are there whole or not at all.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Failure } from './failure.ts'

/**
 * Writes a file beside its final place and moves it there, so that nobody reads half of it.
 *
 * @param mode The file's mode, less what the umask takes away.
 * @throws {Failure} that says what stands in the way.
 */
export async function save(path: string, bytes: Uint8Array, mode = 0o666): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    await writeFile(beside, bytes, { flag: 'wx', mode })
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw new Failure(`cannot write ${path}: ${obstacle(error)}`, { cause: error })
  }
}

/** Where a picture goes: `wish`, or a file of this name in it if it is a folder. */
export async function destination(wish: string, name: string): Promise<string> {
  const found = await stat(wish).catch(() => undefined)
  return found?.isDirectory() ? join(wish, name) : wish
}

/** `front-20261121-044636.jpg`: sorts by time, and is legal everywhere. */
export function pictureName(camera: string, at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${camera}-${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}.jpg`
}

const OBSTACLES: Record<string, string> = {
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of the path is a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
}

function obstacle(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return OBSTACLES[code] ?? error.message
}
