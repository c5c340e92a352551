/**
 * A web page as a camera: what a headless browser paints, live for any number of people.
 *
 *     node puppeteer.js https://example.org      then open http://127.0.0.1:3000/viewer
 */
import { createServer } from 'node:http'
import puppeteer from 'puppeteer-core'
import { Broadcast, broadcastHandler } from 'zoetrope'
import { nodeListener } from 'zoetrope/node'

const clock =
  '<h1></h1><script>setInterval(() => document.querySelector("h1").textContent = Date(), 200)</script>'
const address = process.argv[2] ?? `data:text/html,${encodeURIComponent(clock)}`

const browser = await puppeteer.launch({
  executablePath: process.env.CHROME ?? '/usr/bin/chromium',
  defaultViewport: { width: 1280, height: 720 },
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [], // Chromium's sandbox refuses root
})
const page = await browser.newPage()
await page.goto(address)

// A page that stands still is not stale: who joins an hour later is shown it, too.
const broadcast = new Broadcast({ staleAfter: Number.POSITIVE_INFINITY })
const session = await page.createCDPSession()
session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
  broadcast.publish(Buffer.from(data, 'base64'), (metadata.timestamp ?? Date.now() / 1000) * 1000)
  void session.send('Page.screencastFrameAck', { sessionId }) // now it may send the next
})
await session.send('Page.startScreencast', { format: 'jpeg', quality: 80 })

const port = Number(process.env.PORT ?? 3000)
createServer(nodeListener(broadcastHandler(broadcast))).listen(port, '127.0.0.1')
