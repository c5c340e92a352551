/** Things over HTTP, asked by nothing but requests. @module */
import { describe, expect, test } from 'vitest'
import {
  addAction,
  addEvent,
  addProperty,
  addStream,
  Broadcast,
  Camera,
  pattern,
  Thing,
  thingHandler,
} from 'zoetrope'
import { tinyJpeg } from '../frame/jpegs.ts'
import { plainMicroscope } from './functions.ts'
import { loweredMicroscope } from './lowered.ts'
import { asking, askingOf, messagesOf, told } from './requests.ts'

async function microscope() {
  const { Microscope } = await loweredMicroscope('esbuild')
  return new Microscope('microscope')
}

describe('the list and the description', () => {
  test('lists the things that there are now', async () => {
    const things = new Set([new Thing('one')])
    const ask = asking(thingHandler(things))
    things.add(new Thing('two', { title: 'Two', description: 'The second.' }))
    expect(await told(ask('/'))).toEqual({
      status: 200,
      json: {
        things: [
          { name: 'one', title: 'one', description: null, href: 'one' },
          { name: 'two', title: 'Two', description: 'The second.', href: 'two' },
        ],
      },
    })
  })

  test('a thing describes itself, with the address at which it was asked', async () => {
    const response = await asking(thingHandler(plainMicroscope('microscope'), { base: '/lab' }))(
      '/lab/microscope',
    )
    expect(response.headers.get('content-type')).toBe('application/td+json')
    expect(await response.json()).toMatchObject({
      '@context': 'https://www.w3.org/2022/wot/td/v1.1',
      base: 'http://lab.example/lab/microscope/',
      securityDefinitions: { nosec_sc: { scheme: 'nosec' } },
    })
  })

  test('behind a router or proxy a thing describes itself with the address it was told', async () => {
    const ask = askingOf(new Thing('thing'), { url: 'https://lab.example/api', security: 'basic' })
    expect(await told(ask('/thing'))).toMatchObject({
      json: {
        base: 'https://lab.example/api/thing/',
        securityDefinitions: { basic_sc: { scheme: 'basic' } },
        security: 'basic_sc',
      },
    })
  })

  test('names the things there are where one is asked for that is not there', async () => {
    expect(await told(askingOf(new Thing('thing'))('/other'))).toMatchObject({
      status: 404,
      json: { code: 'NOT_FOUND', detail: expect.stringContaining('thing') },
    })
  })
})

describe('streams', () => {
  test('the stream stands in the description, with the snapshot first', async () => {
    const { properties } = await askingOf(plainMicroscope('microscope'))('/microscope').then(
      (response) => response.json(),
    )
    expect(properties.live).toEqual({
      title: 'Eyepiece',
      description: 'What one would see.',
      readOnly: true,
      observable: true,
      forms: [
        { op: 'readproperty', href: 'live/snapshot.jpg', contentType: 'image/jpeg' },
        {
          op: 'readproperty',
          href: 'live/stream',
          contentType: 'multipart/x-mixed-replace; boundary=frame',
        },
        {
          op: ['observeproperty', 'unobserveproperty'],
          href: 'live/snapshot.jpg?wait=1',
          contentType: 'image/jpeg',
          subprotocol: 'longpoll',
        },
      ],
    })
  })

  test.each(['/microscope/live', '/microscope/live/stream'])('%s is the stream', async (path) => {
    const thing = await microscope()
    thing.live.publish(tinyJpeg())
    const response = await askingOf(thing)(path)
    expect(response.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=frame')
    const reader = response.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    expect(new TextDecoder().decode(value)).toMatch(/^--frame\r\n/)
    await reader?.cancel()
  })

  test('below a stream there is what every broadcast has', async () => {
    const thing = await microscope()
    const jpeg = tinyJpeg()
    thing.live.publish(jpeg)
    const ask = askingOf(thing)
    const snapshot = await ask('/microscope/live/snapshot.jpg')
    expect(new Uint8Array(await snapshot.arrayBuffer())).toEqual(jpeg)
    expect((await ask('/microscope/live/frames/0')).status).toBe(200)
    expect((await ask('/microscope/live/viewers')).status).toBe(200)
    expect((await ask('/microscope/live/nothing')).status).toBe(404)
  })

  test('a title cannot get out of the viewer page', async () => {
    const thing = new Thing('thing')
    addStream(thing, 'live', new Broadcast(), { title: '</title><script>alert(1)</script>' })
    const page = await askingOf(thing)('/thing/live/viewer').then((response) => response.text())
    expect(page).toContain('&lt;/title&gt;&lt;script&gt;alert(1)')
    expect(page).not.toContain('<script>alert')
  })

  test('the address of a page is no part of it: what is put there stands nowhere', async () => {
    const ask = askingOf(plainMicroscope('microscope'))
    const page = await ask('/microscope/live/viewer?"><script>alert(1)</script>')
    expect(await page.text()).not.toContain('alert')
  })

  test.each(['', '/stream', '/snapshot.jpg'])(
    'a closed stream is an error and no empty 200 at live%s',
    async (path) => {
      const thing = await microscope()
      thing.live.publish(tinyJpeg())
      await thing.close()
      const answer = await told(askingOf(thing)(`/microscope/live${path}`))
      expect(answer).toMatchObject({ status: 503, json: { code: 'CLOSED' } })
    },
  )

  test('a camera of a thing starts when somebody looks', async () => {
    await using camera = new Camera('stage', pattern({ fps: 30 }))
    const thing = new Thing('thing')
    addStream(thing, 'live', camera)
    const ask = askingOf(thing)
    await ask('/thing')
    expect(camera.state).toBe('idle')
    expect((await ask('/thing/live/snapshot.jpg')).status).toBe(200)
    expect(camera.state).toBe('live')
  })

  test.each(['properties', 'actions', 'events', 'two words', 'a/b', ''])(
    'no stream is called "%s"',
    (name) => {
      const thing = new Thing('thing')
      expect(() => addStream(thing, name, new Broadcast())).toThrow(RangeError)
    },
  )

  test('a thing that is closed makes no stream any more', async () => {
    const decorated = await microscope()
    const plain = new Thing('microscope')
    let made = 0
    addStream(plain, 'overview', () => {
      made += 1
      return new Broadcast()
    })
    for (const thing of [decorated, plain]) {
      await thing.close()
      const answer = askingOf(thing)('/microscope/overview/snapshot.jpg')
      expect(await told(answer)).toMatchObject({ status: 503, json: { code: 'CLOSED' } })
    }
    expect([decorated.made, made]).toEqual([0, 0])
  })

  test('a stream and a property do not share a name, because they share a list', () => {
    const thing = new Thing('thing')
    addStream(thing, 'live', new Broadcast())
    const add = () => addProperty(thing, 'live', {}, { read: () => 1 })
    expect(add).toThrow(new RangeError('Expected names to differ, got "live" twice'))
  })
})

describe('properties', () => {
  test('are read and set', async () => {
    const thing = await microscope()
    const ask = askingOf(thing)
    expect(await told(ask('/microscope/properties/exposure'))).toEqual({ status: 200, json: 10 })
    const set = ask('/microscope/properties/exposure', { method: 'PUT', json: 25 })
    expect((await set).status).toBe(204)
    expect(thing.exposure).toBe(25)
    await ask('/microscope/properties/filter', { method: 'PUT', json: 'red' })
    expect(thing.filter).toBe('red')
  })

  test('are read all at once, without the pictures', async () => {
    expect(await told(askingOf(await microscope())('/microscope/properties'))).toEqual({
      status: 200,
      json: { exposure: 10, filter: 'none', temperature: 36.6 },
    })
  })

  test('are set several at once, and none of them where one cannot be', async () => {
    const thing = await microscope()
    const ask = askingOf(thing)
    const put = (json: unknown) => told(ask('/microscope/properties', { method: 'PUT', json }))
    expect(await put({ exposure: 5, filter: 'green' })).toMatchObject({ status: 204 })
    expect([thing.exposure, thing.filter]).toEqual([5, 'green'])
    expect(await put({ exposure: 6, filter: 'blue' })).toMatchObject({
      status: 400,
      json: { parameter: 'filter', expected: 'one of "none", "red", "green"' },
    })
    expect(await put({ exposure: 6, temperature: 0 })).toMatchObject({ status: 400 })
    expect(await put({ nothing: 6 })).toMatchObject({ status: 404 })
    expect(await put([])).toMatchObject({ status: 400 })
    expect(thing.exposure).toBe(5)
  })

  test.each([
    [0, 'a whole number from 1 to 1000'],
    [1.5, 'a whole number from 1 to 1000'],
    ['10', 'a whole number from 1 to 1000'],
    [null, 'a whole number from 1 to 1000'],
  ])('%j for an exposure is refused, and the range is named', async (json, expected) => {
    const thing = await microscope()
    const put = askingOf(thing)('/microscope/properties/exposure', { method: 'PUT', json })
    expect(await told(put)).toMatchObject({
      status: 400,
      json: { code: 'INVALID_PARAMETER', parameter: 'exposure', expected },
    })
    expect(thing.exposure).toBe(10)
  })

  test('one that is read only is not set', async () => {
    const ask = askingOf(await microscope())
    const put = await ask('/microscope/properties/temperature', { method: 'PUT', json: 1 })
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })

  test('one that is observed tells what it is, and every value after it', async () => {
    const thing = await microscope()
    const ask = askingOf(thing)
    const accept = { headers: { accept: 'text/event-stream' } }
    const messages = messagesOf(await ask('/microscope/properties/exposure', accept))
    expect((await messages.next()).value).toEqual({ name: undefined, value: 10 })
    await ask('/microscope/properties/exposure', { method: 'PUT', json: 20 })
    expect((await messages.next()).value).toEqual({ name: undefined, value: 20 })
    thing.exposure = 30
    expect((await messages.next()).value).toEqual({ name: undefined, value: 30 })
    await thing.close()
    expect((await messages.next()).done).toBe(true)
  })

  test('an observer who was away for many values is told the newest only', async () => {
    const thing = await microscope()
    const accept = { headers: { accept: 'text/event-stream' } }
    const messages = messagesOf(await askingOf(thing)('/microscope/properties/exposure', accept))
    await messages.next()
    for (let value = 1; value <= 100; value += 1) thing.exposure = value
    expect((await messages.next()).value).toMatchObject({ value: 100 })
    await messages.return()
  })

  test('one that cannot be read says so, and tells its program why, not the reader', async () => {
    const thing = new Thing('thing')
    const broken = new Error('/dev/ttyUSB0 is gone')
    addProperty(thing, 'height', {}, { read: () => Promise.reject(broken) })
    const errors: unknown[] = []
    const ask = askingOf(thing, { onError: (error) => errors.push(error) })
    const answer = await told(ask('/thing/properties/height'))
    expect(answer).toMatchObject({ status: 500, json: { code: 'THING_FAILED' } })
    expect(JSON.stringify(answer)).not.toContain('tty')
    expect(errors).toEqual([broken])
  })
})

describe('actions', () => {
  test('a call gives the output', async () => {
    const call = askingOf(await microscope())('/microscope/actions/move', {
      method: 'POST',
      json: { x: 3, y: 4 },
    })
    expect(await told(call)).toEqual({ status: 200, json: 5 })
  })

  test.each([
    [{ x: 1 }, 'the input.y', 'a number'],
    [{ x: -1, y: 0 }, 'the input.x', 'a number from 0'],
    ['left', 'the input', 'an object'],
    [undefined, 'the input', 'an object'],
  ])('the input %j is refused', async (json, parameter, expected) => {
    const call = askingOf(await microscope())('/microscope/actions/move', { method: 'POST', json })
    expect(await told(call)).toMatchObject({ status: 400, json: { parameter, expected } })
  })

  test('what the action says is told, and what its program says is not', async () => {
    const errors: unknown[] = []
    const ask = askingOf(await microscope(), { onError: (error) => errors.push(error) })
    const move = (x: number) =>
      ask('/microscope/actions/move', { method: 'POST', json: { x, y: 0 } })
    expect(await told(move(60))).toMatchObject({
      status: 500,
      json: { code: 'THING_FAILED', detail: 'The stage ends at 50', reason: 'REFUSED' },
    })
    expect(errors).toEqual([])
    expect(JSON.stringify(await told(move(13)))).not.toContain('/dev')
    expect(errors).toHaveLength(1)
  })

  test('an output that JSON cannot hold fails its own call, and no list of calls', async () => {
    const thing = new Thing('adder')
    addAction(thing, 'count', { synchronous: false }, () => 10n)
    addAction(thing, 'make', {}, () => () => 1)
    const errors: unknown[] = []
    const ask = askingOf(thing, { onError: (error) => errors.push(error) })
    await ask('/adder/actions/count', { method: 'POST' })
    await expect.poll(() => errors).toEqual([expect.any(TypeError)])
    expect(await told(ask('/adder/actions'))).toMatchObject({
      status: 200,
      json: { count: [{ status: 'failed', error: { code: 'THING_FAILED' } }], make: [] },
    })
    expect((await ask('/adder/actions/make', { method: 'POST' })).status).toBe(204)
  })

  test('an output is what it was when the call ended, whatever becomes of it', async () => {
    const thing = new Thing('stage')
    const place = { x: 1 }
    addAction(thing, 'look', { synchronous: false }, () => place)
    const ask = askingOf(thing)
    const { headers } = await ask('/stage/actions/look', { method: 'POST' })
    await expect
      .poll(() => told(ask(`/stage/actions/${headers.get('location')}`)))
      .toMatchObject({ json: { status: 'completed' } })
    place.x = 2
    const later = await told(ask(`/stage/actions/${headers.get('location')}`))
    expect(later.json).toMatchObject({ output: { x: 1 } })
  })

  test('one that takes long is answered at once, and asked for later', async () => {
    const thing = await microscope()
    const ask = askingOf(thing)
    const answer = await ask('/microscope/actions/focus', { method: 'POST' })
    expect(answer.status).toBe(201)
    const location = new URL(
      answer.headers.get('location') ?? '',
      'http://lab.example/microscope/actions/focus',
    )
    const status = await answer.json()
    expect(status).toMatchObject({ status: 'running', href: location.href })
    thing.found('sharp')
    await expect
      .poll(() => told(ask(location.pathname)))
      .toMatchObject({
        status: 200,
        json: { status: 'completed', output: 'sharp', timeEnded: expect.any(String) },
      })
    expect(await told(ask('/microscope/actions'))).toMatchObject({
      json: { move: [], focus: [{ status: 'completed' }] },
    })
  })

  test('several run at once, and each is cancelled by itself', async () => {
    const thing = await microscope()
    const ask = askingOf(thing, { onError: () => {} })
    const begin = async () => {
      const answer = await ask('/microscope/actions/focus', { method: 'POST' })
      return new URL((await answer.json()).href).pathname
    }
    const [one, other] = [await begin(), await begin()]
    expect((await ask(one, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(one)).status).toBe(404)
    expect(await told(ask(other))).toMatchObject({ json: { status: 'running' } })
    await thing.close()
    await expect.poll(() => told(ask(other))).toMatchObject({ json: { status: 'failed' } })
    const late = told(ask('/microscope/actions/focus', { method: 'POST' }))
    expect(await late).toMatchObject({ status: 503, json: { code: 'CLOSED' } })
  })

  test('one that somebody waits for is cancelled when that one leaves', async () => {
    const thing = new Thing('thing')
    const { addAction } = await import('zoetrope')
    let cancelled: unknown
    addAction(thing, 'wait', {}, (_input, { signal }) => {
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          cancelled = signal.reason
          reject(signal.reason)
        })
      })
    })
    const leaving = new AbortController()
    const asked = askingOf(thing, { onError: () => {} })('/thing/actions/wait', {
      method: 'POST',
      signal: leaving.signal,
    })
    leaving.abort('gone')
    await asked
    expect(cancelled).toBe('gone')
  })
})

describe('events', () => {
  test('are told to those who follow them', async () => {
    const thing = await microscope()
    const ask = askingOf(thing)
    const messages = messagesOf(await ask('/microscope/events/tooHot'))
    const all = messagesOf(await ask('/microscope/events'))
    thing.tooHot(81)
    thing.emit('tooHot', 82)
    for (const value of [81, 82]) {
      expect((await messages.next()).value).toEqual({ name: undefined, value })
      expect((await all.next()).value).toEqual({ name: 'tooHot', value })
    }
    await thing.close()
    expect([(await messages.next()).done, (await all.next()).done]).toEqual([true, true])
  })

  test('an event carries what was so when it happened', async () => {
    const thing = new Thing('stage')
    addEvent(thing, 'moved', {})
    const place = { x: 1 }
    const messages = messagesOf(await askingOf(thing)('/stage/events/moved'))
    thing.emit('moved', place)
    place.x = 2
    thing.emit('moved', place)
    const values = [(await messages.next()).value, (await messages.next()).value]
    expect(values).toMatchObject([{ value: { x: 1 } }, { value: { x: 2 } }])
    await messages.return()
  })

  test('what was never declared is never told', async () => {
    const thing = await microscope()
    expect(() => thing.emit('tooCold')).toThrow(RangeError)
    expect((await askingOf(thing)('/microscope/events/tooCold')).status).toBe(404)
  })

  test('who takes nothing while a thousand wait is cut off', async () => {
    const thing = await microscope()
    const messages = messagesOf(await askingOf(thing)('/microscope/events/tooHot'))
    for (let degrees = 0; degrees <= 1000; degrees += 1) thing.tooHot(degrees)
    expect((await messages.next()).done).toBe(true)
  })

  test('a HEAD request follows nothing', async () => {
    const thing = await microscope()
    const head = await askingOf(thing)('/microscope/events/tooHot', { method: 'HEAD' })
    expect([head.headers.get('content-type'), head.body]).toEqual(['text/event-stream', null])
  })

  test('not more than 500 follow one thing, and one who leaves makes place', async () => {
    const ask = askingOf(await microscope())
    const leaving = new AbortController()
    await ask('/microscope/events', { signal: leaving.signal })
    for (let each = 1; each < 500; each += 1) await ask('/microscope/events')
    expect((await ask('/microscope/events')).status).toBe(503)
    leaving.abort()
    expect((await ask('/microscope/events')).status).toBe(200)
  })
})

describe('who may do what', () => {
  test('the hook is asked with the operation, the thing and the name', async () => {
    const asked: unknown[] = []
    const ask = askingOf(await microscope(), {
      authorize: (_request, access) => {
        asked.push([access.operation, access.thing, access.name])
        return access.operation !== 'writeproperty'
      },
    })
    await ask('/')
    await ask('/microscope')
    await ask('/microscope/live/snapshot.jpg', { method: 'HEAD', signal: AbortSignal.abort() })
    const put = await ask('/microscope/properties/exposure', { method: 'PUT', json: 20 })
    expect(put.status).toBe(403)
    await ask('/microscope/properties/exposure')
    await ask('/microscope/actions/move', { method: 'POST', json: { x: 0, y: 0 } })
    expect(asked).toEqual([
      ['list', undefined, undefined],
      ['describe', 'microscope', undefined],
      ['latest', 'microscope', 'live'],
      ['writeproperty', 'microscope', 'exposure'],
      ['readproperty', 'microscope', 'exposure'],
      ['invokeaction', 'microscope', 'move'],
    ])
  })

  test('a page elsewhere may not move anything, unless its origin is named', async () => {
    const origin = 'https://dashboard.example'
    const move = { method: 'POST', json: { x: 0, y: 0 }, headers: { origin } }
    const path = '/microscope/actions/move'
    expect((await askingOf(await microscope())(path, move)).status).toBe(403)
    expect((await askingOf(await microscope(), { origins: [origin] })(path, move)).status).toBe(200)
    // Whoever lets everybody look has not said that everybody may act.
    expect((await askingOf(await microscope(), { origins: ['*'] })(path, move)).status).toBe(403)
    const own = { ...move, headers: { origin: 'http://lab.example' } }
    expect((await askingOf(await microscope())(path, own)).status).toBe(200)
    const crossing = { ...move, headers: { 'sec-fetch-site': 'cross-site' } }
    expect((await askingOf(await microscope())(path, crossing)).status).toBe(403)
  })

  test.each([
    ['text/plain', 415, 'UNSUPPORTED_TYPE'],
    ['application/x-www-form-urlencoded', 415, 'UNSUPPORTED_TYPE'],
    ['application/json', 400, 'INVALID_BODY'],
  ])('a body that is %s and no JSON is refused', async (type, status, code) => {
    const put = askingOf(await microscope())('/microscope/properties/exposure', {
      method: 'PUT',
      body: 'exposure=1',
      headers: { 'content-type': type },
    })
    expect(await told(put)).toMatchObject({ status, json: { code } })
  })

  test('a body larger than the limit is refused', async () => {
    const ask = askingOf(await microscope(), { maxBody: 10 })
    const put = ask('/microscope/properties/filter', { method: 'PUT', json: 'x'.repeat(10) })
    expect(await told(put)).toMatchObject({
      status: 413,
      json: { code: 'BODY_TOO_LARGE', limit: 10 },
    })
  })
})
