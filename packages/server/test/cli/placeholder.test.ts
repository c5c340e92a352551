import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { pattern, type Scene } from 'zoetrope'
import { keep } from '../../../zoetrope/test/broadcast/keeping.ts'
import { parseConfiguration } from '../../src/cli/configuration-file.ts'
import { placeholder as option } from '../../src/cli/option-values.ts'
import { placeholderOf } from '../../src/cli/placeholder.ts'
import { settingsOf } from '../../src/cli/settings.ts'

async function picture(): Promise<Uint8Array<ArrayBuffer>> {
  const source = pattern({ width: 64, height: 64 })
  for await (const captured of source.open(new AbortController().signal)) {
    return keep(captured).jpeg
  }
  throw new Error('the pattern ended')
}

/** A file of these bytes in a folder of its own. */
async function fileOf(bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'away.jpg')
  await writeFile(path, bytes)
  return path
}

async function scene(): Promise<Scene> {
  const newest = { epoch: 'a', index: 0, capturedAt: 0, jpeg: await picture() }
  const size = { width: 64, height: 64 }
  return { name: 'front', state: 'lost', since: 0, reason: undefined, ...size, newest }
}

describe('a placeholder', () => {
  test('of each word is another one, and none is nothing', async () => {
    const lost = await scene()
    const pictures = ['dimmed', 'card', 'last'].map(async (word) =>
      (await placeholderOf(word))?.(lost),
    )
    const [dimmed, card, last] = await Promise.all(pictures)
    expect(last).toEqual(lost.newest?.jpeg)
    expect(card).toBeInstanceOf(Uint8Array)
    expect(dimmed).toBeInstanceOf(Uint8Array)
    expect(card).not.toEqual(dimmed)
    expect(dimmed).not.toEqual(last)
    expect(await placeholderOf('none')).toBeUndefined()
  })

  test('may be a file', async () => {
    const bytes = await picture()
    const show = await placeholderOf(await fileOf(bytes))
    expect(await Promise.resolve(show?.(await scene()))).toEqual(bytes)
  })

  test('that is no file, or no JPEG, is told before anything starts', async () => {
    const advice = 'a placeholder is dimmed, card, last, none or the path of a JPEG'
    await expect(placeholderOf('./nowhere.jpg')).rejects.toMatchObject({
      exitCode: 2,
      message: `there is no file ./nowhere.jpg; ${advice}`,
    })
    const path = await fileOf(new TextEncoder().encode('GIF89a'))
    const refused = placeholderOf(path)
    await expect(refused).rejects.toMatchObject({ exitCode: 2 })
    await expect(refused).rejects.toThrow(`${path} is no JPEG`)
  })
})

describe('which placeholder', () => {
  const of = (text: string, typed?: string): (string | undefined)[] => {
    const configuration = parseConfiguration(text, 'z.yaml', {})
    const settings = settingsOf([], { placeholder: typed }, { configuration, folder: '/etc/z' })
    return settings.cameras.map(({ placeholder }) => placeholder)
  }

  test('is the dimmed frame, what the file says for all, for one, or what is typed', () => {
    const text = 'cameras: { a: "pattern:", b: { source: "pattern:", placeholder: card } }'
    expect(of(text)).toEqual(['dimmed', 'card'])
    expect(of(`defaults: { placeholder: none }\n${text}`)).toEqual(['none', 'card'])
    expect(of(text, 'last')).toEqual(['last', 'last'])
  })

  test('is a path that begins at the file’s folder, or where the command was typed', () => {
    const text = 'cameras: { a: { source: "pattern:", placeholder: away.jpg } }'
    expect(of(text)).toEqual(['/etc/z/away.jpg'])
    expect(of(text, 'away.jpg')).toEqual(['away.jpg'])
  })

  test('is asked for in words that are known, or as a path', () => {
    expect(option('card')).toBe('card')
    expect(option('away.jpg')).toBe('away.jpg')
    expect(() => option('dim')).toThrow('Expected dimmed, card, last, none or the path of a JPEG.')
    expect(() => of('cameras: { a: { source: "pattern:", placeholder: dim } }')).toThrow(
      'dimmed, card, last, none or the path of a JPEG, got dim',
    )
  })
})
