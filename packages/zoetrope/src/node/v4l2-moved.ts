/**
 * Finds a camera that got another number when it was plugged in again, which happens where somebody
 * still held the old one: whoever named it by its number means that camera all the same.
 *
 * @module
 */
import { realpath } from 'node:fs/promises'
import { type DeviceOptions, examine, type VideoNode, videoNodes } from './devices.ts'
import { lastingLinks } from './v4l2-links.ts'
import type { DeviceIdentity } from './v4l2-listing.ts'

/** What is remembered of a camera that was there. */
export interface Acquaintance {
  /** The driver's name for it; empty where it does not say. */
  readonly name: string
  /** Where it was plugged in, as its driver tells; empty where that is not known. */
  readonly bus: string
  /** The path that stays its own, by-id rather than by-path; `undefined` where there is none. */
  readonly lasting: string | undefined
  /** Other devices of that name that were there. */
  readonly namesakes: readonly string[]
}

/** Remembers the camera that is at `device` now, and says of itself that it is `identity`. */
export async function acquaint(
  device: string,
  identity: DeviceIdentity | undefined,
): Promise<Acquaintance> {
  const path = await realpath(device).catch(() => device)
  const links = (await lastingLinks()).get(path)
  const nodes = await videoNodes()
  const name = nodes.find((node) => node.path === path)?.name ?? ''
  const others = nodes.filter((node) => node.name === name && node.path !== path)
  const namesakes = others.map((node) => node.path)
  const lasting = links?.byId ?? links?.byPath
  return { name, bus: identity?.bus ?? '', lasting, namesakes }
}

/**
 * Where a camera is that is not at `/dev/videoN` any more: what its lasting path leads to, else a
 * new device of its name in the same socket. `undefined`: nowhere, or it was not named by a number.
 */
export async function whereNow(
  device: string,
  { name, bus, lasting, namesakes }: Acquaintance,
  options: DeviceOptions,
): Promise<string | undefined> {
  if (!/^\/dev\/video\d+$/.test(device)) return undefined
  const path = lasting === undefined ? undefined : await realpath(lasting).catch(() => undefined)
  if (path !== undefined || name === '' || bus === '') return path
  const isNew = (node: VideoNode): boolean => node.name === name && !namesakes.includes(node.path)
  for (const node of (await videoNodes()).filter(isNew)) {
    const { identity } = await examine(node.path, options).catch(() => ({ identity: undefined }))
    if (identity?.bus === bus && identity.capabilities.includes('Video Capture')) return node.path
  }
  return undefined
}
