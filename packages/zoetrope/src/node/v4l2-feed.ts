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
 * Whether `device` is a loopback that gives nothing at present. Those tell the format they are fed in,
 * such as `MJPG:640x480@30`, or nothing; no other device tells it there.
 */
export async function isUnfed(device: string): Promise<boolean> {
  try {
    const node = basename(await realpath(device))
    const format = await readFile(`/sys/class/video4linux/${node}/format`, 'latin1')
    return format.trim() === ''
  } catch {
    return false
  }
}
