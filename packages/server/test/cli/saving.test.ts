import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { destination, pictureName, save } from '../../src/cli/saving.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'zoetrope-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

describe('saving', () => {
  test.skipIf(process.platform === 'win32')(
    'gives the file the mode that is asked for',
    async () => {
      const path = await folder()
      await save(join(path, 'key.pem'), new Uint8Array([1]), 0o600)
      expect((await stat(join(path, 'key.pem'))).mode & 0o777).toBe(0o600)
    },
  )

  test('leaves the whole file and nothing else', async () => {
    const path = await folder()
    await writeFile(join(path, 'a.jpg'), 'before')
    await save(join(path, 'a.jpg'), new Uint8Array([1, 2, 3]))
    expect(await readdir(path)).toEqual(['a.jpg'])
    expect([...(await readFile(join(path, 'a.jpg')))]).toEqual([1, 2, 3])
  })

  test('says in one line why it cannot be, and leaves nothing', async () => {
    const path = await folder()
    await expect(save(join(path, 'no', 'a.jpg'), new Uint8Array())).rejects.toMatchObject({
      exitCode: 1,
      message: `cannot write ${join(path, 'no', 'a.jpg')}: the folder does not exist`,
    })
    expect(await readdir(path)).toEqual([])
  })

  test('into a folder takes the name of the picture', async () => {
    const path = await folder()
    expect(await destination(path, 'x.jpg')).toBe(join(path, 'x.jpg'))
    expect(await destination(join(path, 'y.jpg'), 'x.jpg')).toBe(join(path, 'y.jpg'))
  })
})

test('a picture is named for its camera and the moment', () => {
  expect(pictureName('front', new Date(2026, 0, 9, 4, 5, 6))).toBe('front-20260109-040506.jpg')
})
