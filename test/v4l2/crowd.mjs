/**
 * Twenty who watch one camera of a server, half of them over HTTP, half over WebSocket, and who
 * never connect again: whoever is disconnected stays away, and is counted.
 *
 * @module
 */
import WebSocket from 'ws'
import { LiveReader, readFrames } from '../../packages/zoetrope/dist/client/index.js'
import { inspectJpeg } from '../../packages/zoetrope/dist/frame/jpeg.js'

/** Milliseconds of silence that a viewer bears: more than any fault lasts. */
const PATIENCE = 600_000

/** @typedef {{ capturedAt: number, width: number, height: number }} Seen */
/** @typedef {{ camera: string, state: string, reason: string | null }} State */

/** Make it, `join` it, `leave` it. */
export class Crowd {
  /** What became of those who were disconnected. @type {string[]} */
  disconnected = []
  /** Frames that were no whole JPEG. */
  torn = 0
  /** Every state that the camera was in, as viewers are told. @type {State[]} */
  states = []
  /** @type {{ heard: Set<(seen: Seen) => void> }[]} */
  #viewers = []
  /** @type {Set<() => void>} */
  #watching = new Set()
  #left = new AbortController()
  #url
  #camera

  /** @param {string} url of the server @param {string} camera */
  constructor(url, camera) {
    this.#url = url
    this.#camera = camera
  }

  /** All come, and have a first frame when this resolves. @param {number} [count] */
  async join(count = 20) {
    for (let n = 0; n < count; n += 1) {
      const viewer = { heard: new Set() }
      this.#viewers.push(viewer)
      const way = n % 2 === 0 ? this.#overHttp(viewer) : this.#overWebSocket(viewer)
      void way.then(
        () => this.#gone('ended'),
        (error) => this.#gone(`${error}`),
      )
    }
    return this.reach(() => true)
  }

  leave() {
    this.#left.abort()
  }

  /**
   * Milliseconds since the epoch at which each viewer got a frame as wanted; at most two minutes.
   *
   * @param {(seen: Seen) => boolean} isWanted
   * @returns {Promise<number[]>}
   */
  reach(isWanted) {
    const each = this.#viewers.map(
      ({ heard }) =>
        new Promise((resolve) => {
          const hear = (/** @type {Seen} */ seen) => {
            if (!isWanted(seen)) return
            heard.delete(hear)
            resolve(Date.now())
          }
          heard.add(hear)
        }),
    )
    return within(Promise.all(each), 'new frames for all viewers', this)
  }

  /**
   * The first of these states that the camera takes after the first `after` ones.
   *
   * @param {number} after
   * @param {string[]} wanted
   * @returns {Promise<State & { at: number }>}
   */
  becomes(after, ...wanted) {
    const change = new Promise((resolve) => {
      const look = () => {
        const found = this.states.slice(after).find(({ state }) => wanted.includes(state))
        if (!found) return
        this.#watching.delete(look)
        resolve({ ...found, at: Date.now() })
      }
      this.#watching.add(look)
      look()
    })
    return within(change, wanted.join(' or '), this)
  }

  /** @param {{ heard: Set<(seen: Seen) => void> }} viewer */
  async #overHttp(viewer) {
    const { signal } = this.#left
    const response = await fetch(`${this.#url}/cameras/${this.#camera}/stream`, { signal })
    const options = { signal, silenceTimeout: PATIENCE, onReject: () => this.#tear() }
    for await (const frame of readFrames(response, options)) this.#see(viewer, frame)
  }

  /** @param {{ heard: Set<(seen: Seen) => void> }} viewer */
  async #overWebSocket(viewer) {
    const isFirst = this.#viewers.length === 2
    const reader = new LiveReader(`${this.#url}/live`, {
      WebSocket,
      signal: this.#left.signal,
      reconnect: false,
      silenceTimeout: PATIENCE,
      onState: (state) => isFirst && this.#changed(state),
    })
    reader.subscribe(this.#camera)
    for await (const frame of reader) this.#see(viewer, frame)
  }

  #see({ heard }, { jpeg, capturedAt }) {
    const found = inspectJpeg(jpeg)
    if (!found.ok) return this.#tear()
    for (const hear of heard) hear({ capturedAt, width: found.width, height: found.height })
  }

  #changed(state) {
    this.states.push(state)
    for (const look of this.#watching) look()
  }

  #tear() {
    this.torn += 1
  }

  #gone(reason) {
    if (!this.#left.signal.aborted) this.disconnected.push(reason)
  }
}

/** Milliseconds after which something will not happen any more. */
const LONGEST = 120_000

/**
 * What `promise` gives, or an error that says what was waited for.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what
 * @param {Crowd} crowd
 * @returns {Promise<T>}
 */
async function within(promise, what, { states, disconnected }) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      const last = JSON.stringify(states.slice(-3))
      reject(new Error(`Waited for ${what}; last states ${last}; disconnected: ${disconnected}`))
    }, LONGEST)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
