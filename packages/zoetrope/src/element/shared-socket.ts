/**
 * One WebSocket for all elements of a page that watch cameras of the same server: a browser that
 * shows a wall of them opens one connection, and a camera that two of them show comes once.
 *
 * @module
 */
import { ClockOffset } from '../client/clock-offset.ts'
import { webSocketOr } from '../client/dialogue.ts'
import { LiveSocket } from '../client/live-socket.ts'
import type { FrameMessage } from '../live/frame-message.ts'
import type { LiveState, ServerMessage } from '../live/protocol.ts'
import { type Ending, reasonOf } from './transport.ts'
import { words } from './words.ts'

/** One element that watches a camera. */
export interface Watcher {
  readonly camera: string
  /** Frames per second at most. */
  readonly fps: number | undefined
  /** Resolves when it is on the screen, or was left out. */
  onFrame(frame: FrameMessage, clockOffset: number): Promise<unknown>
  onState(state: LiveState): void
  /** Called once; it watches no more. */
  onEnd(ending: Ending): void
}

/** What is known of a camera that is watched. */
interface Watched {
  readonly watchers: Set<Watcher>
  frame: FrameMessage | undefined
  state: LiveState | undefined
}

/** Milliseconds without a word that mean that the server is gone. */
const SILENCE = 10_000
/** Milliseconds that a connection outlives its last watcher: for one that is moved, or turns to another camera. */
const LINGER = 250

const sockets = new Map<string, SharedSocket>()
/** Addresses where there was a Zoetrope: when one is silent, it is down, and no other way is better. */
const known = new Set<string>()

/** Watches a camera over the connection of this address, which is opened if there is none. Returns what ends it. */
export function watch(url: string, watcher: Watcher): () => void {
  const socket = sockets.get(url) ?? new SharedSocket(url)
  sockets.set(url, socket)
  socket.add(watcher)
  return () => socket.remove(watcher)
}

class SharedSocket {
  readonly #url: string
  readonly #cameras = new Map<string, Watched>()
  /** Camera -> how many answers to `unsubscribe` are to come: they are no news. */
  readonly #leaving = new Map<string, number>()
  readonly #clock = new ClockOffset()
  #socket: LiveSocket | undefined
  #isOpen = false
  #linger: ReturnType<typeof setTimeout> | undefined

  constructor(url: string) {
    this.#url = url
    this.#socket = this.#connected()
    addEventListener('pagehide', this.#close)
  }

  add(watcher: Watcher): void {
    clearTimeout(this.#linger)
    const { camera } = watcher
    const watched = this.#cameras.get(camera)
    if (!watched) {
      const first: Watched = { watchers: new Set([watcher]), frame: undefined, state: undefined }
      this.#cameras.set(camera, first)
      return this.#ask('subscribe', camera)
    }
    watched.watchers.add(watcher)
    this.#ask('change', camera)
    // The server tells these once, and has told them.
    if (watched.state) watcher.onState(watched.state)
    if (watched.frame) void watcher.onFrame(watched.frame, this.#clock.value ?? 0)
  }

  remove(watcher: Watcher): void {
    const { camera } = watcher
    const watched = this.#cameras.get(camera)
    if (!watched?.watchers.delete(watcher)) return
    if (watched.watchers.size > 0) return this.#ask('change', camera)
    this.#cameras.delete(camera)
    if (this.#isOpen) this.#leaving.set(camera, (this.#leaving.get(camera) ?? 0) + 1)
    this.#socket?.say({ type: 'unsubscribe', camera })
    if (this.#cameras.size > 0) return
    clearTimeout(this.#linger)
    this.#linger = setTimeout(this.#close, LINGER)
  }

  #connected(): LiveSocket | undefined {
    try {
      return new LiveSocket(this.#url, {
        WebSocket: webSocketOr(undefined),
        silenceTimeout: SILENCE,
        onMessage: (message) => this.#heed(message),
        onFrame: (frame) => void this.#came(frame),
        onClose: (error) => this.#over(words.noContact, error),
      })
    } catch (error) {
      // A page over HTTPS may not open ws:. Told when those who watch are there.
      queueMicrotask(() => this.#over(reasonOf(error), error))
      return undefined
    }
  }

  #heed(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.#welcomed()
      case 'pong':
        return this.#clock.add({ asked: message.at, said: message.now, came: Date.now() })
      case 'state':
        return this.#told(message)
      case 'error':
        if (message.code === 'NOT_SUBSCRIBED') return void this.#hasLeft(message.camera ?? '')
        return this.#refused(message.camera, message.message)
      case 'unsubscribed':
        if (this.#hasLeft(message.camera)) return
        return this.#refused(message.camera, 'The server has ended it')
      default:
        return
    }
  }

  #welcomed(): void {
    this.#isOpen = true
    known.add(this.#url)
    this.#socket?.say({ type: 'ping', at: Date.now() })
    for (const camera of this.#cameras.keys()) this.#ask('subscribe', camera)
  }

  #ask(type: 'subscribe' | 'change', camera: string): void {
    const wishes = Array.from(this.#cameras.get(camera)?.watchers ?? [], ({ fps }) => fps)
    const limits = wishes.filter((fps) => fps !== undefined)
    // One without a limit lifts it for all.
    const fps = limits.length === wishes.length ? Math.max(...limits) : undefined
    this.#socket?.say({ type, camera, fps })
  }

  #told(state: LiveState): void {
    const watched = this.#cameras.get(state.camera)
    if (!watched) return
    watched.state = state
    for (const watcher of watched.watchers) watcher.onState(state)
  }

  async #came(frame: FrameMessage): Promise<void> {
    const { camera, epoch, index } = frame
    const watched = this.#cameras.get(camera)
    if (watched && !frame.placeholder) {
      watched.frame = frame
      const offset = this.#clock.value ?? 0
      const shown = Array.from(watched.watchers, (watcher) => watcher.onFrame(frame, offset))
      await Promise.allSettled(shown)
    }
    this.#socket?.say({ type: 'shown', camera, epoch, index })
  }

  /** Whether a camera was left by this page itself, once for each time that it was. */
  #hasLeft(camera: string): boolean {
    const answers = this.#leaving.get(camera) ?? 0
    if (answers > 1) this.#leaving.set(camera, answers - 1)
    else this.#leaving.delete(camera)
    return answers > 0
  }

  /** Of one camera, or where the server names none, of all. */
  #refused(camera: string | undefined, reason: string): void {
    if (camera === undefined) return this.#over(reason)
    const watched = this.#cameras.get(camera)
    this.#cameras.delete(camera)
    for (const watcher of watched?.watchers ?? []) watcher.onEnd({ reason, elsewhere: false })
    if (this.#cameras.size === 0) this.#close()
  }

  #over(reason: string, cause?: unknown): void {
    const watchers = [...this.#cameras.values()].flatMap((watched) => [...watched.watchers])
    this.#close()
    const elsewhere = !known.has(this.#url)
    for (const watcher of watchers) watcher.onEnd({ reason, elsewhere, cause })
  }

  readonly #close = (): void => {
    removeEventListener('pagehide', this.#close)
    clearTimeout(this.#linger)
    this.#socket?.close()
    this.#socket = undefined
    this.#cameras.clear()
    if (sockets.get(this.#url) === this) sockets.delete(this.#url)
  }
}
