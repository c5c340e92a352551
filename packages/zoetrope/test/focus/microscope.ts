/**
 * A microscope that is not there: a stage with a thread and its play, a lens, and a camera that
 * needs time. Its pictures are really out of focus: one textured slide, blurred by the distance.
 *
 * @module
 */
import sharp from 'sharp'
import { Broadcast } from '../../src/broadcast/broadcast.ts'

/** How the microscope is built. Lengths in micrometres, times in milliseconds. */
export interface MicroscopeOptions {
  /** Where the slide is sharp. @default 37 */
  readonly focus?: number
  /** What the thread turns in vain when its direction changes. @default 0 */
  readonly play?: number
  /** From the end of an exposure until the frame is there. @default 0 */
  readonly latency?: number
  /** Whether frames carry the time of their capture. @default true */
  readonly stamped?: boolean
  /** The deviation of grey levels from one frame to the next. @default 0 */
  readonly noise?: number
  /** Whether there is anything on the slide. @default true */
  readonly hasSlide?: boolean
}

/** A frame's exposure: where the lens was when it began and when it ended. */
interface Exposure {
  readonly began: number
  readonly ended: number
}

/** What is photographed, and how well. */
type Kind = Required<Pick<MicroscopeOptions, 'noise' | 'hasSlide'>>

/** Made once: they take a while. */
const albums = new Map<string, Promise<readonly Uint8Array[][]>>()
/** Micrometres from the focus, from where all pictures look alike. */
const FARTHEST = 60
const SIZE = { width: 160, height: 120 }
const INTERVAL = 4
/** Moves are made of so many little ones. */
const STRIDES = 4

/** The stage and the camera above it. */
export class Microscope implements Disposable {
  readonly broadcast: Broadcast = new Broadcast({ capacity: 100 })
  /** What the thread stands at, in the order in which it got there. */
  readonly visited: number[] = []
  /** By the frame's index. */
  readonly exposures: Exposure[] = []
  #options: Required<MicroscopeOptions>
  #pictures: readonly (readonly Uint8Array[])[] = []
  #lens = 0
  #frames = 0
  #timers = new Set<ReturnType<typeof setTimeout>>()

  private constructor(options: MicroscopeOptions) {
    const { focus = 37, play = 0, latency = 0, stamped = true, noise = 0 } = options
    this.#options = { focus, play, latency, stamped, noise, hasSlide: options.hasSlide ?? true }
  }

  /** Builds one, and lets its camera run. */
  static async build(options: MicroscopeOptions = {}): Promise<Microscope> {
    const microscope = new Microscope(options)
    const { noise, hasSlide } = microscope.#options
    microscope.#pictures = await album({ noise, hasSlide })
    microscope.#expose(0)
    return microscope
  }

  /** Where the lens really is. */
  get lens(): number {
    return this.#lens
  }

  /** Turns the thread, in a few strides, during which frames are exposed. */
  move = async (position: number, { signal }: { signal?: AbortSignal } = {}): Promise<void> => {
    const start = this.visited.at(-1) ?? 0
    for (let stride = 1; stride <= STRIDES; stride++) {
      await new Promise((resolve) => this.#later(resolve, INTERVAL))
      if (signal?.aborted) return
      this.#turn(start + ((position - start) * stride) / STRIDES)
    }
    this.visited.push(position)
  };

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.broadcast.close()
  }

  /** The picture that the lens gives from where it is. */
  picture(lens: number = this.#lens): Uint8Array {
    const variants =
      this.#pictures[Math.min(FARTHEST, Math.round(Math.abs(lens - this.#options.focus)))]
    const picture = variants?.[this.#frames % variants.length]
    if (!picture) throw new RangeError(`Expected a position of the lens, got ${lens}`)
    return picture
  }

  #turn(thread: number): void {
    this.#lens = Math.min(thread, Math.max(thread - this.#options.play, this.#lens))
  }

  #expose(began: number): void {
    const exposure = { began, ended: this.#lens }
    const capturedAt = Date.now()
    // Half of the light came before a move, half after: what is farther from the focus shows.
    const { focus, latency, stamped } = this.#options
    const blurrier = Math.abs(began - focus) > Math.abs(this.#lens - focus) ? began : this.#lens
    const jpeg = this.picture(blurrier)
    this.#frames += 1
    this.#later(() => {
      if (this.broadcast.closed) return
      this.exposures.push(exposure)
      this.broadcast.publish(jpeg, stamped ? { capturedAt } : {})
    }, latency)
    const next = this.#lens
    this.#later(() => this.#expose(next), INTERVAL)
  }

  #later(act: (value?: unknown) => void, delay: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, delay)
    this.#timers.add(timer)
  }
}

/** The slide from every distance, in a few pictures each that differ by their noise. */
function album({ noise, hasSlide }: Kind): Promise<readonly Uint8Array[][]> {
  const name = `${noise} ${hasSlide}`
  const known = albums.get(name)
  if (known !== undefined) return known
  const pages = Array.from({ length: FARTHEST + 1 }, (_, distance) => {
    const seeds = noise > 0 ? [1, 2, 3] : [1]
    return Promise.all(
      seeds.map((seed) => slide({ distance, noise, hasSlide, seed: seed + 3 * distance })),
    )
  })
  const made = Promise.all(pages)
  albums.set(name, made)
  return made
}

/** The slide from so many micrometres away: blots and grains, blurred by the distance. */
export async function slide({
  distance,
  noise = 0,
  hasSlide = true,
  seed = 1,
  scale = 1,
}: {
  distance: number
  noise?: number
  hasSlide?: boolean
  seed?: number
  scale?: number
}): Promise<Uint8Array> {
  const [width, height] = [SIZE.width * scale, SIZE.height * scale]
  const channels = 1
  const grains = hasSlide ? texture(width, height) : new Uint8Array(width * height).fill(140)
  const plain = sharp(grains, { raw: { width, height, channels } })
  const sigma = 0.5 + 0.18 * distance * scale
  const blurred = await plain
    .blur({ sigma, precision: 'float', minAmplitude: 0.01 })
    .raw()
    .toBuffer()
  const random = randomFrom(seed)
  // As much light falls on every pixel, in focus or not; what differs is the sensor's own noise.
  const seen = noise > 0 ? blurred.map((level) => clamp(level + noise * gaussian(random))) : blurred
  const jpeg = await sharp(seen, {
    raw: { width, height, channels: blurred.length === width * height ? 1 : 3 },
  })
    .jpeg({ quality: 80 })
    .toBuffer()
  return Uint8Array.from(jpeg)
}

/** Dark blots of many sizes on a bright ground, the same ones each time. */
function texture(width: number, height: number): Uint8Array {
  const levels = new Uint8Array(width * height).fill(200)
  const random = randomFrom(7)
  for (let blot = 0; blot < (width * height) / 60; blot++) {
    const [x, y, radius] = [random() * width, random() * height, 1 + 5 * random() ** 3]
    const level = 30 + 120 * random()
    for (let row = Math.ceil(y - radius); row <= y + radius; row++) {
      for (let column = Math.ceil(x - radius); column <= x + radius; column++) {
        const isInside = (row - y) ** 2 + (column - x) ** 2 <= radius ** 2
        const isSeen = row >= 0 && row < height && column >= 0 && column < width
        if (isInside && isSeen) levels[row * width + column] = level
      }
    }
  }
  return levels
}

/** Numbers from 0 to 1 that look like chance and are the same every time (a linear congruence). */
function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_761 + 12_345
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** The sum of chances comes close enough. */
function gaussian(random: () => number): number {
  return 2 * (random() + random() + random() - 1.5)
}

function clamp(level: number): number {
  return Math.min(255, Math.max(0, Math.round(level)))
}
