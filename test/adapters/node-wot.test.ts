/** A client of the W3C's Web of Things that knows nothing of Zoetrope (node-wot) uses a thing by its description alone. @module */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { HttpClientFactory } from '@node-wot/binding-http'
import { Servient } from '@node-wot/core'
import { expect, test } from 'vitest'
import { type Thing, thingHandler } from 'zoetrope'
import { nodeListener } from 'zoetrope/node'
import { tinyJpeg } from '../../packages/zoetrope/test/frame/jpegs.ts'
import { loweredMicroscope } from '../../packages/zoetrope/test/thing/lowered.ts'

async function microscope() {
  const { Microscope } = await loweredMicroscope('tsc')
  return new Microscope('microscope', {
    id: 'urn:uuid:0804d572-cce8-422a-bb7c-4412fcd56f06',
    title: 'Microscope',
  })
}

/** Serves a thing, and gives node-wot's view of it. Ends with the scope that holds it. */
async function consumed(thing: Thing) {
  const server = createServer(nodeListener(thingHandler(thing, { base: '/things' })))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A server that listens at a port has an address with one.
  const { port } = server.address() as AddressInfo
  const servient = new Servient()
  servient.addClientFactory(new HttpClientFactory())
  const wot = await servient.start()
  const description = await wot.requestThingDescription(
    `http://127.0.0.1:${port}/things/${thing.name}`,
  )
  return {
    seen: await wot.consume(description),
    async [Symbol.asyncDispose]() {
      await thing.close()
      await servient.shutdown()
      server.closeAllConnections()
      server.close()
    },
  }
}

test('reads and sets properties', async () => {
  const thing = await microscope()
  await using view = await consumed(thing)
  const { seen } = view
  expect(await (await seen.readProperty('exposure')).value()).toBe(10)
  await seen.writeProperty('exposure', 25)
  expect(thing.exposure).toBe(25)
  await expect(seen.writeProperty('exposure', 5000)).rejects.toThrow('Bad Request')
  await seen.writeProperty('filter', 'red')
  expect(await (await seen.readProperty('filter')).value()).toBe('red')
  expect(await (await seen.readProperty('temperature')).value()).toBe(36.6)
})

test('calls actions, those that answer and those that go on', async () => {
  const thing = await microscope()
  await using view = await consumed(thing)
  const output = await view.seen.invokeAction('move', { x: 3, y: 4 })
  expect(await output?.value()).toBe(5)
  const begun = await view.seen.invokeAction('focus')
  const status = JSON.parse(new TextDecoder().decode(await begun?.arrayBuffer()))
  expect(status).toMatchObject({ status: 'running' })
  thing.found('sharp')
  await expect
    .poll(async () => (await fetch(status.href)).json())
    .toMatchObject({ status: 'completed', output: 'sharp' })
})

test('follows events and values', async () => {
  const thing = await microscope()
  await using view = await consumed(thing)
  const told: unknown[] = []
  const event = await view.seen.subscribeEvent('tooHot', (output) => {
    void output.value().then((value) => told.push(value))
  })
  const values: unknown[] = []
  const observation = await view.seen.observeProperty('exposure', (output) => {
    void output.value().then((value) => values.push(value))
  })
  thing.tooHot(81)
  await expect.poll(() => told).toEqual([81])
  await expect.poll(() => values).toEqual([10])
  thing.exposure = 30
  await expect.poll(() => values).toEqual([10, 30])
  await event.stop()
  await observation.stop()
})

test('takes the newest picture for the value of a stream', async () => {
  const thing = await microscope()
  const jpeg = tinyJpeg()
  thing.live.publish(jpeg)
  await using view = await consumed(thing)
  const output = await view.seen.readProperty('live')
  expect(output.form?.['contentType']).toBe('image/jpeg')
  expect(new Uint8Array(await output.arrayBuffer())).toEqual(jpeg)
})

test('reads the stream itself by its form', async () => {
  const thing = await microscope()
  thing.live.publish(tinyJpeg({ shade: 1 }))
  await using view = await consumed(thing)
  const forms = view.seen.getThingDescription().properties?.['live']?.forms ?? []
  const formIndex = forms.findIndex(({ contentType }) => contentType?.startsWith('multipart/'))
  const output = await view.seen.readProperty('live', { formIndex })
  // node-wot's streams are Node's with a web stream's methods added, whatever its types say.
  const parts = output.data as unknown as Readable
  let text = ''
  for await (const piece of parts) {
    text += Buffer.from(piece).toString('latin1')
    if (text.split('X-Frame-Index').length > 2) break
    thing.live.publish(tinyJpeg({ shade: 2 }))
  }
  expect(text).toMatch(/^--frame\r\nContent-Type: image\/jpeg\r\n/)
})

test('observes a stream: each picture that follows is a value', async () => {
  const thing = await microscope()
  thing.live.publish(tinyJpeg())
  await using view = await consumed(thing)
  const sizes: number[] = []
  const pictures = setInterval(() => thing.live.publish(tinyJpeg({ bytes: 1000 })), 20)
  try {
    const observation = await view.seen.observeProperty('live', (output) => {
      void output.arrayBuffer().then((jpeg) => sizes.push(jpeg.byteLength))
    })
    await expect.poll(() => sizes.length).toBeGreaterThan(2)
    await observation.stop()
  } finally {
    clearInterval(pictures)
  }
  expect(new Set(sizes)).toEqual(new Set([1000]))
})
