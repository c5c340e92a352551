/** A description tells where the thing is, also where a router has cut off the way there. @module */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type Handler, thingHandler } from 'zoetrope'
import { type NodeListener, nodeListener } from 'zoetrope/node'
import { plainMicroscope } from '../../packages/zoetrope/test/thing/functions.ts'

/** As much of Express as is used; its types are not installed here. */
interface Router {
  use(path: string, listener: NodeListener | Router): void
}

const express: { (): Router & { listen(port: number, host: string): Server }; Router(): Router } =
  createRequire(import.meta.url)('express')

test.each(['/lab', '/lab/things'])('in Express, at %s', async (mount) => {
  const origin = await served(mount, thingHandler(plainMicroscope('microscope')))
  const response = await fetch(`${origin}${mount}/microscope`)
  const { base, properties } = await response.json()
  expect(base).toBe(`${origin}${mount}/microscope/`)
  const { href } = properties.exposure.forms[0]
  expect(await (await fetch(new URL(href, base))).json()).toBe(10)
})

test('a URL that was given goes before', async () => {
  const url = 'https://lab.example/things'
  const origin = await served('/lab', thingHandler(plainMicroscope('microscope'), { url }))
  const { base } = await (await fetch(`${origin}/lab/microscope`)).json()
  expect(base).toBe('https://lab.example/things/microscope/')
})

/** Serves behind one router in another, each of which cuts a part of the path off. */
async function served(mount: string, handler: Handler): Promise<string> {
  const app = express()
  const [first = '', ...rest] = mount.split('/').filter(Boolean)
  const inner = express.Router()
  inner.use(`/${rest.join('/')}`, nodeListener(handler))
  app.use(`/${first}`, inner)
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // TCP, so never a string
}
