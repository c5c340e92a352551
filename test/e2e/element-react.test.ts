import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Cameras, pattern, type Source } from 'zoetrope'
import { camera, folder, server } from '../../packages/server/test/http/makers.ts'
import { needs } from '../needs.ts'
import { type Browser, browsers } from './windows.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Waits for what a browser does. */
const patiently = { timeout: 30_000, interval: 20 }

/** What costs little. */
const moving = (): Source => pattern({ fps: 10, width: 160, height: 120 })

/** The program that docs/element.md shows, and a page around it. */
function program(): string {
  const [, code = ''] =
    /```tsx\n(.*?)```/s.exec(readFileSync(`${root}docs/element.md`, 'utf8')) ?? []
  return `
    ${code}
    import { StrictMode } from 'react'
    import { createRoot } from 'react-dom/client'
    const root = createRoot(document.body)
    globalThis.show = (name) => root.render(name && <StrictMode><Desk name={name} /></StrictMode>)
    globalThis.unmount = () => root.unmount()
    show('desk')
  `
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program(), loader: 'tsx', resolveDir: `${root}test` },
    nodePaths: [`${root}test/adapters/node_modules`],
    define: { 'process.env.NODE_ENV': '"development"' },
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

let browser: Browser

describe.each(browsers)('<zoetrope-view> of React 19 in %s', (_, needed, start) => {
  describe.skipIf(!needs(needed) || !existsSync(`${root}test/adapters/node_modules/react`))(
    'without a screen',
    () => {
      beforeAll(async () => {
        browser = await start()
      })

      afterAll(() => browser?.close())

      test('is mounted twice, changed and unmounted, and leaves no connection', async () => {
        const publicDir = folder()
        writeFileSync(join(publicDir, 'app.js'), await bundled())
        const html = '<!doctype html><body></body><script type="module" src="app.js"></script>'
        writeFileSync(join(publicDir, 'app.html'), html)
        const [desk, door] = [camera('desk', moving()), camera('door', moving())]
        const { url } = await server({ cameras: new Cameras([desk, door]), publicDir })
        const window = await browser.open()
        onTestFinished(() => window.close())
        await window.goto(`${url}app.html`)
        const state = () => window.run(`document.querySelector('zoetrope-view')?.state`)
        await expect.poll(state, patiently).toBe('live')
        expect(desk.viewers).toBe(1)
        const facts = `(({ rotate, controls, fps }) => [rotate, controls, fps])(document.querySelector('zoetrope-view'))`
        expect(await window.run(facts)).toEqual([90, true, 10])
        // What the component's own state was set to by the element's events.
        const told = () => window.run(`document.querySelector('output').textContent`)
        await expect.poll(told, patiently).toBe('live')
        await window.run(`show('door')`)
        await expect.poll(() => door.viewers, patiently).toBe(1)
        await expect.poll(() => desk.viewers, patiently).toBe(0)
        await expect.poll(state, patiently).toBe('live')
        await window.run('unmount()')
        await expect.poll(() => door.viewers, patiently).toBe(0)
        expect(window.wrong).toEqual([])
      })
    },
  )
})
