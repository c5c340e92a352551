/**
 * Mistakes that people make, each beside what is right in its place: the types refuse the one for the
 * reason given, and take the other.
 *
 * @module
 */

/** A mistake. */
export interface Misuse {
  readonly what: string
  readonly right: string
  readonly wrong: string
  /** What TypeScript says of it, by its own number. */
  readonly code: string
}

/** What stands before each of them, in one line. */
export const given: string = [
  "import { Broadcast, type Camera as C, Camera, Cameras, addAction, addProperty, broadcastHandler, camerasHandler, derive, iterableResponse, jpegStream, pattern, property, snapshotResponse, stream, streamResponse, sweepFocus, Thing, thingHandler, ZoetropeError } from 'zoetrope'",
  "import { execSource, frameSink, nodeListener, openSource } from 'zoetrope/node'",
  "import { liveFrames, LiveReader, PushSocket, StreamReader, streamFrames } from 'zoetrope/client'",
  "import type { ZoetropeView } from 'zoetrope/element'",
  "import 'zoetrope/element/define'",
  'declare const broadcast: Broadcast, camera: Camera, cameras: Cameras, thing: Thing',
  'declare const jpeg: Uint8Array, blob: Blob, request: Request, response: Response, error: unknown',
  'declare const view: ZoetropeView, url: string',
  'const handler = broadcastHandler(broadcast), frame = broadcast.at(0)',
].join('; ')

/** All of them. */
export const misuses: readonly Misuse[] = [
  ...pairs('TS2345', {
    'a path is published': ['broadcast.publish(jpeg)', "broadcast.publish('picture.jpg')"],
    'a Blob is published as if it were bytes': [
      'await broadcast.publishBlob(blob)',
      'broadcast.publish(blob)',
    ],
    'a Date is the time of capture': [
      'broadcast.publish(jpeg, Date.now())',
      'broadcast.publish(jpeg, new Date())',
    ],
    'a generator of texts is piped': [
      'await broadcast.pipe(async function* () { yield jpeg })',
      "await broadcast.pipe(async function* () { yield 'jpeg' })",
    ],
    'a frame is asked for by a text': ['broadcast.at(3)', "broadcast.at('3')"],
    'bytes that are no frames are piped': [
      'await response.body?.pipeThrough(jpegStream()).pipeTo(broadcast.writable)',
      'await blob.stream().pipeThrough(new TextDecoderStream()).pipeTo(broadcast.writable)',
    ],
    'an error has a code that there is not': [
      "new ZoetropeError('GONE', 'It is gone')",
      "new ZoetropeError('LOST', 'It is gone')",
    ],
    'a camera has a function that gives one picture': [
      "new Camera('desk', async function* () { yield jpeg })",
      "new Camera('desk', async () => jpeg)",
    ],
    'a source that is still being opened is a camera’s': [
      "new Camera('desk', await openSource('/dev/video0'))",
      "new Camera('desk', openSource('/dev/video0'))",
    ],
    'a handler of one broadcast is given many': [
      'camerasHandler(cameras)',
      'broadcastHandler(cameras)',
    ],
    'request and broadcast change places': [
      'streamResponse(broadcast, request)',
      'streamResponse(request, broadcast)',
    ],
    'a handler is called with an address': ['handler(new Request(url))', 'handler(url)'],
    'a broadcast is listened with, without a handler': [
      'nodeListener(handler)',
      'nodeListener(broadcast)',
    ],
    'a Node stream is piped into a web stream': [
      'process.stdin.pipe(frameSink(broadcast))',
      'process.stdin.pipe(broadcast.writable)',
    ],
    'a sink is asked for a camera’s frames': ['frameSink(camera.broadcast)', 'frameSink(camera)'],
    'a sweep has nothing that moves': [
      'await sweepFocus({ camera, from: 0, to: 100, move() {} })',
      'await sweepFocus({ camera, from: 0, to: 100 })',
    ],
    'a camera is taken for a thing': ['thingHandler(thing)', 'thingHandler(camera)'],
  }),
  ...pairs('TS2322', {
    'a pace that there is not': [
      "broadcast.subscribe({ pace: 'every' })",
      "broadcast.subscribe({ pace: 'fast' })",
    ],
    'a time with its unit': [
      'await broadcast.waitFor(3, { timeout: 1000 })',
      "await broadcast.waitFor(3, { timeout: '1s' })",
    ],
    'a hook that answers in words': [
      'broadcastHandler(broadcast, { authorize: () => true })',
      "broadcastHandler(broadcast, { authorize: () => 'yes' })",
    ],
    'a hook that forgets to answer': [
      'broadcastHandler(broadcast, { authorize: (request) => request.url.length > 0 })',
      'broadcastHandler(broadcast, { authorize: (request) => void request.url })',
    ],
    'a number in quotes': [
      'streamResponse(broadcast, request, { fps: 5 })',
      "streamResponse(broadcast, request, { fps: '5' })",
    ],
    'a pacing that there is not': [
      "nodeListener(handler, { pacing: 'write' })",
      "nodeListener(handler, { pacing: 'slow' })",
    ],
    'an attribute’s number in quotes': ['view.fps = 5', "view.fps = '5'"],
    'a fit that there is not': ["view.fit = 'cover'", "view.fit = 'stretch'"],
    'a picture turned by half': ['view.rotate = 90', 'view.rotate = 45'],
    'a property that is not of its type': [
      "addProperty(thing, 'height', { type: 'number' }, { read: () => 1 })",
      "addProperty(thing, 'height', { type: 'number' }, { read: () => 'high' })",
    ],
    'a position in words': [
      'await sweepFocus({ camera, move() {}, from: 0, to: 100 })',
      "await sweepFocus({ camera, move() {}, from: 'bottom', to: 100 })",
    ],
  }),
  ...pairs('TS2540', {
    'a frame is given another number': ['frame.index.toFixed()', 'frame.index = 3'],
    'a frame is given other bytes': ['frame.jpeg.length', 'frame.jpeg = jpeg'],
    'a ring is made larger by hand': ['broadcast.reset({ capacity: 9 })', 'broadcast.capacity = 9'],
    'the state of an element is set': ['view.pause()', "view.state = 'paused'"],
  }),
  ...pairs('TS2367', {
    'an error’s code is misspelt': [
      "error instanceof ZoetropeError && error.code === 'NOT_YET'",
      "error instanceof ZoetropeError && error.code === 'NOTYET'",
    ],
    'a camera’s state that there is not': ["camera.state === 'live'", "camera.state === 'running'"],
    'an operation that there is not': [
      "broadcastHandler(broadcast, { authorize: (_, { operation }) => operation === 'viewers' })",
      "broadcastHandler(broadcast, { authorize: (_, { operation }) => operation === 'watch' })",
    ],
    'a reader’s state that there is not': [
      "new StreamReader(url, { onState: (state) => void (state === 'live') })",
      "new StreamReader(url, { onState: (state) => void (state === 'online') })",
    ],
  }),
  ...pairs('TS2339', {
    'a frame that is still awaited': [
      'void (await broadcast.next()).jpeg',
      'void broadcast.next().jpeg',
    ],
    'a camera is published to': ['camera.broadcast.publish(jpeg)', 'camera.publish(jpeg)'],
    'what one event has is asked of another': [
      "view.addEventListener('frame', ({ age }) => age)",
      "view.addEventListener('statechange', ({ age }) => age)",
    ],
    'a stream of a class by its decorator alone': [
      'class Scope extends Thing { @stream() accessor live = new Broadcast() }; new Scope(url).live',
      'class Scope extends Thing {}; new Scope(url).live',
    ],
  }),
  ...pairs('TS18048', {
    'the newest frame, though there may be none': [
      'broadcast.newest?.jpeg',
      'broadcast.newest.jpeg',
    ],
    'an age, though the camera may not tell': [
      'for await (const { age } of streamFrames(url)) age?.toFixed()',
      'for await (const { age } of streamFrames(url)) age.toFixed()',
    ],
    'one of several frames, though it may not be there yet': [
      'derive([camera, broadcast], ([one]) => one?.jpeg, { partial: true })',
      'derive([camera, broadcast], ([one]) => one.jpeg, { partial: true })',
    ],
  }),
  ...pairs('TS2532', {
    'a frame that is read, though it may have ended': [
      'void (await broadcast.subscribe().read())?.jpeg',
      'void (await broadcast.subscribe().read()).jpeg',
    ],
    'a camera by its name, though there may be none': [
      "cameras.get('desk')?.state",
      "cameras.get('desk').state",
    ],
  }),
  ...pairs('TS2531', {
    'an element that may not be in the page': [
      "document.querySelector('zoetrope-view')?.play()",
      "document.querySelector('zoetrope-view').play()",
    ],
  }),
  ...pairs('TS2554', {
    'a camera without a name': ["new Camera('desk', pattern())", 'new Camera(pattern())'],
    'a handler of nothing': ['broadcastHandler(broadcast)', 'broadcastHandler()'],
    'a live connection without cameras': [
      "liveFrames(url, { cameras: ['desk'] })",
      'liveFrames(url)',
    ],
    'an action that does nothing': [
      "addAction(thing, 'home', {}, () => {})",
      "addAction(thing, 'home', {})",
    ],
  }),
  ...pairs('TS2353', {
    'a stream is read by options alone': ['streamFrames(url)', 'streamFrames({ url })'],
    'an option that there is not': [
      'new Broadcast({ capacity: 10 })',
      'new Broadcast({ size: 10 })',
    ],
  }),
  ...pairs('TS2561', {
    'an option of the stream in other letters': [
      'streamResponse(broadcast, request, { maxAge: 500 })',
      'streamResponse(broadcast, request, { max_age: 500 })',
    ],
  }),
  ...pairs('TS2493', {
    'a third picture of two': [
      'derive([camera, broadcast], ([, second]) => second.jpeg)',
      'derive([camera, broadcast], ([, , third]) => third?.jpeg)',
    ],
  }),
  ...pairs('TS2488', {
    'frames in a loop that does not wait': [
      'for await (const frame of broadcast.subscribe()) frame.jpeg',
      'for (const frame of broadcast.subscribe()) frame.jpeg',
    ],
  }),
  ...pairs('TS1240', {
    'a stream at a field': [
      'class Scope extends Thing { @stream() accessor live = new Broadcast() }',
      'class Scope extends Thing { @stream() live = new Broadcast() }',
    ],
    'a property that is not of its decorator’s type': [
      "class Scope extends Thing { @property({ type: 'number' }) accessor height = 1 }",
      "class Scope extends Thing { @property({ type: 'number' }) accessor height = 'high' }",
    ],
  }),
]

function pairs(code: string, table: Record<string, readonly [string, string]>): Misuse[] {
  return Object.entries(table).map(([what, [right, wrong]]) => ({ what, right, wrong, code }))
}
