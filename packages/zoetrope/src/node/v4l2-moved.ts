/**
 * Where a camera is that was unplugged and got another number: named by a number, it is not found
 * again, and whoever named it wants to hear the name that stays.
 *
 * @module
 */
import { realpath } from 'node:fs/promises'
import { ZoetropeError } from '../errors.ts'
import { type VideoNode, videoNodes } from './devices.ts'
import { lastingLinks } from './v4l2-links.ts'

/** What is remembered of a camera that was there. */
export interface Acquaintance {
  /** `HD Pro Webcam C920`; empty where the device does not say. */
  readonly name: string
  /** The name that stays, by-id rather than by-path; `undefined` where there is none. */
  readonly lasting: string | undefined
  /** Other devices of that name that were there. */
  readonly namesakes: readonly string[]
}

/** Remembers the camera that is at `device` now. */
export async function acquaint(device: string): Promise<Acquaintance> {
  const path = await realpath(device).catch(() => device)
  const links = (await lastingLinks()).get(path)
  const nodes = await videoNodes()
  const name = nodes.find((node) => node.path === path)?.name ?? ''
  const namesakes = nodes.filter((node) => node.name === name).map((node) => node.path)
  return { name, lasting: links?.byId ?? links?.byPath, namesakes }
}

/**
 * The error for a device that is not there, where its camera is to be found under another number;
 * `undefined` where nothing is known of it.
 */
export async function moved(
  device: string,
  { name, lasting, namesakes }: Acquaintance,
): Promise<ZoetropeError | undefined> {
  if (!/^\/dev\/video\d+$/.test(device)) return undefined
  const certain = lasting === undefined ? undefined : await realpath(lasting).catch(() => undefined)
  const nodes = await videoNodes()
  const isNew = (node: VideoNode): boolean => node.name === name && !namesakes.includes(node.path)
  const path = certain ?? (name === '' ? undefined : nodes.find(isNew)?.path)
  if (path === undefined) return undefined
  const links = (await lastingLinks()).get(path)
  const advice = lasting ?? links?.byId ?? links?.byPath ?? path
  const who = certain === undefined ? `a camera of its name, ${name},` : `${name || 'the camera'}`
  const text = `${device} vanished; ${who} is ${path} now: name it ${advice}`
  return new ZoetropeError('SOURCE_UNAVAILABLE', text)
}
