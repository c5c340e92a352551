import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { Child, type Command } from '../../src/node/child.ts'
import { gone, members } from './children.ts'

/** Runs JavaScript in a Node of its own. */
function node(script: string, more: Partial<Command> = {}): Command {
  return { program: process.execPath, args: ['-e', script], ...more }
}

async function text(child: Child): Promise<string> {
  const decoder = new TextDecoder()
  let all = ''
  for await (const chunk of child.output()) all += decoder.decode(chunk, { stream: true })
  return all
}

describe('Child', () => {
  it('gives what the process writes, and how it ended', async () => {
    const child = await Child.start(node(`console.log('hello'); process.exitCode = 3`))
    expect(await text(child)).toBe('hello\n')
    expect(await child.exit).toEqual({ code: 3, signal: null })
    await child.end()
  })

  it('writes the input and closes it', async () => {
    const echo = `process.stdin.pipe(process.stdout)`
    const child = await Child.start(node(echo, { input: 'a secret' }))
    expect(await text(child)).toBe('a secret')
    await child.end()
  })

  it('gives an end of file for input, where there is none', async () => {
    const child = await Child.start(
      node(`process.stdin.on('end', () => console.log('end')).resume()`),
    )
    expect(await text(child)).toBe('end\n')
    await child.end()
  })

  it('survives a process that does not read its input', async () => {
    const child = await Child.start(node('', { input: 'x'.repeat(1_000_000) }))
    expect(await child.exit).toEqual({ code: 0, signal: null })
    await child.end()
  })

  it('keeps the last lines of standard error, also those that came at the very end', async () => {
    const child = await Child.start(
      node(`for (let i = 0; i < 1000; i++) console.error('line ' + i)`),
    )
    await child.exit
    expect(child.lastLines).toHaveLength(8)
    expect(child.lastLines.at(-1)).toBe('line 999')
    await child.end()
  })

  it('ends everything the process started', async () => {
    const child = await Child.start({ program: 'sh', args: ['-c', 'sleep 600 & echo up; wait'] })
    for await (const _ of child.output()) break
    expect(members(child.pid)).toHaveLength(2)
    await child.end()
    await gone(child.pid)
  })

  it('ends what the process left behind when it ended itself', async () => {
    const child = await Child.start({
      program: 'sh',
      args: ['-c', 'sleep 600 >/dev/null 2>&1 & echo up'],
    })
    await child.exit
    expect(members(child.pid)).toHaveLength(1)
    await child.end()
    await gone(child.pid)
  })

  it('ends a process that does not want to', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`
    const child = await Child.start(node(stubborn))
    for await (const _ of child.output()) break
    await child.end()
    expect(await child.exit).toEqual({ code: null, signal: 'SIGKILL' })
    await gone(child.pid)
  })

  it('ends a process that is blocked because nobody reads what it writes', async () => {
    const child = await Child.start({ program: 'yes', args: [] })
    await child.end()
    await child.exit
    await gone(child.pid)
  })

  it('may be ended twice, and while it is being read', async () => {
    const child = await Child.start({ program: 'sleep', args: ['600'] })
    const reading = text(child)
    await Promise.all([child.end(), child.end()])
    expect(await reading).toBe('')
  })

  it('leaves no listener on this process', async () => {
    const before = process.listenerCount('exit')
    const child = await Child.start({ program: 'sleep', args: ['600'] })
    expect(process.listenerCount('exit')).toBe(before + 1)
    await child.end()
    expect(process.listenerCount('exit')).toBe(before)
  })

  it('ends with this process, when that exits in the middle', async () => {
    // Built, because Node 20 runs no TypeScript.
    const built = new URL('../../dist/node/child.js', import.meta.url)
    const script = `
      const { Child } = await import(${JSON.stringify(built.href)})
      const child = await Child.start({ program: 'sleep', args: ['600'] })
      process.stdout.write(String(child.pid), () => process.exit(0))
    `
    const args = ['--input-type=module', '-e', script]
    const run = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(Number(run.stdout)).toBeGreaterThan(0)
    await gone(Number(run.stdout))
  })

  it('says why a command that is too long does not start', async () => {
    const args = ['x'.repeat(10_000_000)]
    await expect(Child.start({ program: 'echo', args })).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining('E2BIG'),
    })
  })

  it.each([
    ['/nowhere/at-all', 'is not installed; check the name and the PATH'],
    ['/etc/passwd', 'cannot be started'],
  ])('says why %s does not start', async (program, reason) => {
    await expect(Child.start({ program, args: [] })).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining(`${program} ${reason}`),
    })
  })
})
