/**
 * What a program does with frames of its own, in any runtime: publishes, reads, serves.
 *
 * @module
 */
import {
  type Broadcast,
  type ByteSource,
  broadcastHandler,
  Camera,
  Cameras,
  camerasHandler,
  derive,
  type ErrorCode,
  type Frame,
  type FramePort,
  type Handler,
  httpSource,
  iterableResponse,
  jpegStream,
  nextSharpness,
  pattern,
  portFrames,
  portPublisher,
  type Source,
  type Sweep,
  sharpness,
  snapshotResponse,
  streamResponse,
  sweepFocus,
  ZoetropeError,
} from 'zoetrope'

declare function nextPicture(signal?: AbortSignal): Promise<Uint8Array>
declare const given: {
  readonly signal: AbortSignal | undefined
  readonly fps: number | undefined
  readonly epoch: string | undefined
}

/** Whatever holds bytes is published. */
export async function publish(broadcast: Broadcast, sources: ByteSource[]): Promise<number> {
  const frames: Frame[] = sources.map((bytes) => broadcast.publish(bytes))
  frames.push(broadcast.publish(new ArrayBuffer(8), Date.now()))
  frames.push(broadcast.publish(new DataView(new ArrayBuffer(8)), { capturedAt: 0, index: 7 }))
  frames.push(await broadcast.publishBlob(new Blob([])))
  await broadcast.pipe(jpegs, { signal: given.signal, onReject: ({ code }) => void code.length })
  await broadcast.pipe(pattern({ fps: given.fps }))
  const body = (await fetch('http://camera/stream')).body
  await body?.pipeThrough(jpegStream()).pipeTo(broadcast.writable, { preventClose: true })
  broadcast.reset({ capacity: 10, maxBytes: undefined })
  return frames.length
}

async function* jpegs(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  while (!signal.aborted) yield nextPicture(signal)
}

/** Each way of reading, and what each may throw. */
export async function read(broadcast: Broadcast): Promise<ErrorCode | undefined> {
  const { signal, epoch } = given
  using subscription = broadcast.subscribe({ pace: 'every', signal, onReset: () => {} })
  for await (const { index, epoch, capturedAt, jpeg } of subscription) {
    const line: string = `${epoch} ${index.toFixed()} ${capturedAt.toFixed()} ${jpeg.length}`
    if (line) break
  }
  const read: Frame | undefined = await subscription.read({ timeout: 10, signal })
  const reader: ReadableStreamDefaultReader<Frame> = subscription.readable().getReader()
  const one: Frame | undefined = (await reader.read()).value
  try {
    const frames: Frame[] = [broadcast.at(3, epoch), await broadcast.waitFor(4, { epoch, signal })]
    frames.push(await broadcast.next({ timeout: undefined }), ...broadcast.frames())
    sharpness(frames[0] ?? read ?? one ?? broadcast.publish(await nextPicture()))
  } catch (error) {
    if (error instanceof ZoetropeError && error.code !== 'NOT_YET') return error.code
  }
  return undefined
}

/** Cameras made of anything, and of each other. */
export function cameras(port: FramePort): Cameras {
  const left = new Camera('left', jpegs, { linger: 0, ring: { capacity: 2 } })
  const right = new Camera('right', httpSource('http://camera/stream'))
  const both: Source = derive([left, right], ([one, other], { aborted }) => {
    return aborted ? undefined : new Uint8Array([...one.jpeg, ...other.jpeg])
  })
  const either = derive([left, right], ([one, other]) => (one ?? other)?.jpeg, { partial: true })
  const grey = derive(left.broadcast, async ({ jpeg }) => jpeg, { fps: given.fps })
  const sources = { both, either, grey, worker: portFrames(port), plain: { open: jpegs } }
  return new Cameras([
    left,
    right,
    ...Object.entries(sources).map(([name, source]) => new Camera(name, source)),
  ])
}

/** What happens in a worker. */
export async function work(port: FramePort): Promise<void> {
  using publisher = portPublisher(port, { onWanted: (wanted) => void wanted })
  while (!publisher.closed) {
    await publisher.ready()
    publisher.publish(await nextPicture(), { capturedAt: Date.now() })
  }
}

/** Every handler is a function from Request to Response. */
export function serve(broadcast: Broadcast, cameras: Cameras): Handler[] {
  const seen: string[] = []
  return [
    broadcastHandler(broadcast, {
      base: undefined,
      maxViewers: 3,
      fps: given.fps,
      authorize: (request, { operation }) =>
        operation === 'list' || request.headers.has('authorization'),
      onJoin: ({ key }) => seen.push(key ?? ''),
      onError: console.error,
    }),
    camerasHandler(cameras, { authorize: async () => new Response(null, { status: 401 }) }),
    async (request) => streamResponse(broadcast, request, { fps: given.fps, key: 'me' }),
    async (request) => snapshotResponse(broadcast, request, { maxAge: given.fps }),
    async (request) => iterableResponse(jpegs, request, { onReject: undefined }),
  ]
}

/** A stage may return whatever it likes: numbers, promises, nothing. */
export async function focus(camera: Camera): Promise<Sweep> {
  let height = 0
  const stage = { moveTo: async (to: number): Promise<number> => to }
  await nextSharpness(camera, { signal: given.signal, metric: async ({ jpeg }) => jpeg.length })
  await sweepFocus({ camera, from: 0, to: 1, move: (to) => stage.moveTo(to) })
  const sweep = await sweepFocus({
    camera: camera.broadcast,
    move: (to) => {
      height = to
    },
    from: 100,
    to: 0,
    signal: given.signal,
    onProgress: ({ position, sharpness }) => void (position + sharpness + height),
  })
  return sweep.isClear && !sweep.isAtEdge ? sweep : { ...sweep, curve: [sweep.best] }
}
