/**
 * Whether somebody feeds a loopback device (v4l2loopback), learnt without opening it.
 *
 * Asking it itself does harm: v4l2loopback 0.12, with `exclusive_caps=1`, lets no program feed it
 * again that ended before, once anybody has opened it in between.
 *
 * @module
 */
import { readFile, realpath } from 'node:fs/promises'
import { basename } from 'node:path'

/**
 * The format in which a loopback is fed: `MJPG:640x480@30`; empty where nobody feeds it, `undefined`
 * for other devices.
 */
export async function feedOf(device: string): Promise<string | undefined> {
  try {
    const node = basename(await realpath(device))
    return (await readFile(`/sys/class/video4linux/${node}/format`, 'latin1')).trim()
  } catch {
    return undefined
  }
}
