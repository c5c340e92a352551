/**
 * `zoetrope devices`: the cameras of this machine, and the command line that serves each.
 *
 * @module
 */
import { access, constants, readdir } from 'node:fs/promises'
import { type Device, listDevices } from 'zoetrope/node'
import { deviceCommand, deviceTable, noDevices } from './device-table.ts'
import type { Terminal } from './terminal.ts'

/** Prints the cameras, as a table or as JSON. */
export async function devicesCommand(
  options: { readonly json?: boolean | undefined },
  terminal: Terminal,
): Promise<void> {
  const devices = await listDevices()
  if (options.json) {
    terminal.print(`${JSON.stringify(devices.map(withCommand), undefined, 2)}\n`)
    return
  }
  if (devices.length > 0) terminal.print(deviceTable(devices, terminal.paint))
  else terminal.print(noDevices(process.platform, await forbidden()))
}

function withCommand(device: Device): Device & { readonly command: string } {
  return { ...device, command: deviceCommand(device) }
}

/** Video devices that exist but may not be opened by this user. */
async function forbidden(): Promise<string[]> {
  const names = (await readdir('/dev').catch(() => [])).filter((name) => /^video\d+$/.test(name))
  const paths = names.map(async (name) => {
    const path = `/dev/${name}`
    const allowed = await access(path, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    )
    return allowed ? [] : [path]
  })
  return (await Promise.all(paths)).flat()
}
