/**
 * What every server in this folder shows, so that one suite can ask all of them the same: a
 * broadcast, a set of two cameras, a journal of who came and left, and a few answers that are no
 * pictures.
 *
 * @module
 */
import { Broadcast, broadcastHandler, Camera, Cameras, camerasHandler, pattern } from 'zoetrope'

/** @typedef {import('zoetrope').Handler} Handler */

const MOST = 3
const size = { width: 160, height: 120 }

/** Frameworks that bundle their routes load this once for each. @type {{ show?: Show }} */
const kept = globalThis
kept.show ??= makeShow()
const { broadcast, cameras, visits, stop } = kept.show

/** @typedef {ReturnType<typeof makeShow>} Show */
function makeShow() {
  const stop = new AbortController()
  const broadcast = new Broadcast({ capacity: 8 })
  broadcast.pipe(pattern({ ...size, fps: 40 }), { signal: stop.signal }).catch(() => {})
  const camera = (/** @type {string} */ name, /** @type {number} */ bytes) =>
    new Camera(name, pattern({ ...size, fps: 40, bytes }), { linger: 0 })
  // The frames of one fill any buffer on the way soon.
  const cameras = new Cameras([camera('left', 8000), camera('large', 1_000_000)])
  return { broadcast, cameras, visits: { joined: 0, left: 0 }, stop }
}

/** @type {import('zoetrope').HandlerOptions} */
const options = {
  maxViewers: MOST,
  authorize(request) {
    const verdict = new URL(request.url).searchParams.get('verdict')
    if (verdict === 'login') {
      return new Response('Who are you?', {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="zoetrope"' },
      })
    }
    return verdict !== 'no'
  },
  onJoin() {
    visits.joined += 1
  },
  onLeave() {
    visits.left += 1
  },
}

/** The broadcast. @param {string} [base] Where it lies, if the URLs tell. */
export const live = (base) => broadcastHandler(broadcast, { ...options, base })

/** The cameras. @param {string} [base] Where they lie, if the URLs tell. */
export const room = (base) => camerasHandler(cameras, { ...options, base })

/** Who has come and gone, and what the program holds. @type {Handler} */
export async function journal() {
  const states = Array.from(cameras, ({ name, state }) => [name, state])
  return Response.json({ visits, states: Object.fromEntries(states), sockets: sockets() })
}

/** Gives the body back. @type {Handler} */
export async function echo(request) {
  const { method, headers } = request
  const body = await request.text()
  return Response.json({ method, type: headers.get('content-type'), length: body.length, body })
}

/** Fails. @type {Handler} */
export async function broken() {
  throw new Error('this handler is broken')
}

/** All of it below `/api`, for servers that have no router. @returns {Handler} */
export function everything() {
  const places = {
    '/api/live': live('/api/live'),
    '/api/cameras': room('/api/cameras'),
    '/api/journal': journal,
    '/api/echo': echo,
    '/api/broken': broken,
  }
  return async (request) => {
    const { pathname } = new URL(request.url)
    const place = Object.entries(places).find(([path]) => pathname.startsWith(path))
    return place ? place[1](request) : new Response('Nothing here', { status: 404 })
  }
}

/**
 * Tells the port, and ends in order when it is told to.
 *
 * @param {number} port
 * @param {() => unknown} close Stops the server from listening.
 */
export function open(port, close) {
  console.log(JSON.stringify({ port }))
  process.once('SIGTERM', () => {
    close()
    // Streams end when what they show does.
    end()
  })
}

/** Ends what is shown. */
export function end() {
  stop.abort()
  broadcast.close()
  void cameras.close()
}

/** The connections that the program has, where the runtime tells. */
function sockets() {
  const resources = process.getActiveResourcesInfo?.() ?? []
  return resources.filter((name) => name === 'TCPSocketWrap').length
}
