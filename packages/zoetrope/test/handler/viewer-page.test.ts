import { expect, test } from 'vitest'
import { broadcastHandler } from '../../src/handler/handler.ts'
import { viewerPage } from '../../src/handler/viewer-page.ts'
import { ask, published } from './asking.ts'

const page = (title: string): Response => viewerPage({ title, up: '', framing: "'self'" })

test('a title is text, whatever stands in it', async () => {
  const html = await page('"></title><script>alert(1)</script>&').text()
  expect(html).not.toContain('<script>alert')
  expect(html).toContain('&quot;&gt;&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;')
})

test('nothing runs but its own script, by a number that is used once', async () => {
  const [first, second] = [page('Live'), page('Live')]
  const policy = first.headers.get('content-security-policy') ?? ''
  const nonce = /script-src 'nonce-([\w-]+)'/.exec(policy)?.[1] ?? 'none'
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'self'")
  expect((await first.text()).split(`<script nonce="${nonce}">`)).toHaveLength(2)
  expect(second.headers.get('content-security-policy')).not.toContain(nonce)
})

test.each([
  ['/viewer', ''],
  ['/viewer/', '../'],
])('the page at %s finds its stream at %sstream', async (path, up) => {
  const html = await (await ask(broadcastHandler(published(1)), path)).text()
  expect(html).toContain(`data-up="${up}"`)
  expect(html).toContain(`<noscript><img src="${up}stream"`)
})

test('the pages that may read may frame it too', async () => {
  const handler = broadcastHandler(published(1), {
    title: 'The microscope',
    origins: ['https://dashboard.example'],
  })
  const response = await ask(handler, '/viewer')
  const policy = response.headers.get('content-security-policy')
  expect(policy).toContain("frame-ancestors 'self' https://dashboard.example")
  expect(await response.text()).toContain('<title>The microscope</title>')
})
