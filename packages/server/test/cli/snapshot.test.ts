import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { run, start } from './commands.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'zoetrope-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === 0xd8 && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9

describe('zoetrope snapshot', () => {
  test('saves a whole JPEG, and nothing beside it', async () => {
    const cwd = await folder()
    const { code, out } = await run(['snapshot', 'pattern:', '-o', 'a.jpg'], { cwd })
    expect(code).toBe(0)
    expect(await readdir(cwd)).toEqual(['a.jpg'])
    const bytes = await readFile(join(cwd, 'a.jpg'))
    expect(isJpeg(bytes)).toBe(true)
    expect(`${out}`).toContain(`a.jpg  640x480, ${bytes.length.toLocaleString('en')} bytes`)
  })

  test('names the file for the camera and the moment', async () => {
    const cwd = await folder()
    await run(['snapshot', 'desk=pattern:'], { cwd })
    expect(await readdir(cwd)).toEqual([expect.stringMatching(/^desk-\d{8}-\d{6}\.jpg$/)])
  })

  test('writes to a pipe, and nothing else there', async () => {
    const { out, err, code } = await run(['snapshot', 'pattern:', '-o', '-'])
    expect(isJpeg(out)).toBe(true)
    expect({ err, code }).toEqual({ err: '', code: 0 })
  })

  test('takes the only frame of a source that ends with it', async () => {
    const cwd = await folder()
    await writeFile(join(cwd, 'a.jpg'), tinyJpeg())
    const { out, err } = await run(['snapshot', 'exec:cat a.jpg', '-o', '-'], { cwd })
    expect(err).toBe('')
    expect(out.equals(tinyJpeg())).toBe(true)
  })

  test('ends with Ctrl-C, and leaves nothing running', async () => {
    const cwd = await folder()
    const command = `exec:sh -c "echo $$ > pid; exec sleep 60"`
    const taking = start(['snapshot', command, '-t', '50'], { cwd })
    const pid = await vi.waitUntil(
      async () => Number(await readFile(join(cwd, 'pid'), 'utf8').catch(() => '')),
      10_000,
    )
    taking.child.kill('SIGINT')
    expect(await taking.ended).toMatchObject({
      code: 130,
      err: 'zoetrope: given up; there is no picture\n',
    })
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('takes the page of a running server', async () => {
    const server = start(['--port', '0', 'front=pattern:'])
    const url = await server.url()
    for (const page of [url, `${url}cameras/front/viewer`, `${url}stream`]) {
      const { out, err } = await run(['snapshot', page, '-o', '-'])
      expect(err).toBe('')
      expect(isJpeg(out)).toBe(true)
    }
  })

  test.each([
    [['exec:false'], /^zoetrope: no picture: false ended with code 1/],
    [
      ['exec:sleep 60', '--timeout', '0.5'],
      /^zoetrope: no picture from .* within 0.5 s; --timeout/,
    ],
    [['nothing.mp4'], /^zoetrope: There is no file or directory nothing.mp4/],
    [['pattern:', '-o', '/nowhere/a.jpg'], /^zoetrope: cannot write \/nowhere\/a.jpg: the folder/],
  ])('%j fails with the reason and code 1', async (words, reason) => {
    const { code, err } = await run(['snapshot', ...words])
    expect(err).toMatch(reason)
    expect(code).toBe(1)
  })
})
