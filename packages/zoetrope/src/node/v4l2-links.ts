/**
 * The names of a camera that stay its own, whatever number it gets: links that udev makes, one for
 * the device itself, where it can be told from others, and one for the socket it is plugged into.
 *
 * @module
 */
import { readdir, realpath } from 'node:fs/promises'

/** The lasting names of one device. */
export interface Links {
  /** In `/dev/v4l/by-id`: this very camera. `undefined` where udev made none. */
  readonly byId: string | undefined
  /** In `/dev/v4l/by-path`: whatever is plugged in there. `undefined` where udev made none. */
  readonly byPath: string | undefined
}

/** Device path -> its lasting names; nothing for devices without any. @param root for tests */
export async function lastingLinks(root = '/dev/v4l'): Promise<Map<string, Links>> {
  const [byId, byPath] = await Promise.all([linksIn(`${root}/by-id`), linksIn(`${root}/by-path`)])
  const paths = new Set([...byId.keys(), ...byPath.keys()])
  return new Map(
    Array.from(paths, (path) => [path, { byId: byId.get(path), byPath: byPath.get(path) }]),
  )
}

async function linksIn(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => [])
  const pairs = names.sort().map(async (name): Promise<[string, string]> => {
    const link = `${folder}/${name}`
    return [await realpath(link).catch(() => ''), link]
  })
  const links = new Map<string, string>()
  // Of several (newer udev tells USB 2 from USB 3 in a second one) the first by name: always the same.
  for (const [path, link] of await Promise.all(pairs)) {
    if (path !== '' && !links.has(path)) links.set(path, link)
  }
  return links
}
