/**
 * A camera in a Next.js app: this file is app/live/[[...path]]/route.js there, and
 * `<img src="/live/stream">` shows it on any page.
 */
import { broadcastHandler, Camera, pattern } from 'zoetrope'

// A module may be loaded again while you develop; the camera stays.
globalThis.camera ??= new Camera('desk', pattern())

const handler = broadcastHandler(globalThis.camera, { base: '/live' })

export const GET = handler
export const HEAD = handler
export const dynamic = 'force-dynamic'
