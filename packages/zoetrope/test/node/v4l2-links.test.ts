import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { lastingLinks } from '../../src/node/v4l2-links.ts'

/** A folder as udev keeps /dev: nodes 0 and 1, and links to them. */
async function makeDev(links: Record<string, string>): Promise<string> {
  const dev = await realpath(await mkdtemp(join(tmpdir(), 'zoetrope-links-')))
  onTestFinished(() => rm(dev, { recursive: true }))
  for (const name of ['video0', 'video1']) await writeFile(join(dev, name), '')
  for (const folder of ['by-id', 'by-path'])
    await mkdir(join(dev, 'v4l', folder), { recursive: true })
  for (const [link, target] of Object.entries(links)) await symlink(target, join(dev, 'v4l', link))
  return dev
}

it('knows a camera by itself and by its socket', async () => {
  const dev = await makeDev({
    'by-id/usb-cam-index0': '../../video0',
    'by-path/usb-0:1-index0': '../../video0',
    'by-path/usb-0:2-index0': '../../video1',
  })
  expect(await lastingLinks(join(dev, 'v4l'))).toEqual(
    new Map([
      [
        join(dev, 'video0'),
        {
          byId: join(dev, 'v4l/by-id/usb-cam-index0'),
          byPath: join(dev, 'v4l/by-path/usb-0:1-index0'),
        },
      ],
      [join(dev, 'video1'), { byId: undefined, byPath: join(dev, 'v4l/by-path/usb-0:2-index0') }],
    ]),
  )
})

it('takes the same of several names every time', async () => {
  const dev = await makeDev({
    'by-path/pci-usbv2-0:1-index0': '../../video0',
    'by-path/pci-usb-0:1-index0': '../../video0',
  })
  const links = await lastingLinks(join(dev, 'v4l'))
  expect(links.get(join(dev, 'video0'))?.byPath).toBe(join(dev, 'v4l/by-path/pci-usb-0:1-index0'))
})

it('leaves out links that lead nowhere', async () => {
  const dev = await makeDev({ 'by-id/usb-gone-index0': '../../video7' })
  expect(await lastingLinks(join(dev, 'v4l'))).toEqual(new Map())
})

it('knows none where udev made none', async () => {
  expect(await lastingLinks('/nowhere/v4l')).toEqual(new Map())
})
