/**
 * Pictures over `/live`: acknowledged when they are on the screen, so that they stay fresh behind
 * proxies and in browsers that are slow.
 *
 * @module
 */
import { watch } from './shared-socket.ts'
import type { OpenTransport } from './transport.ts'
import { words } from './words.ts'

/** Opens it; over the connection that the page has with this server, if it has one. */
export const openWebSocket: OpenTransport = ({ target, fps }, ports) => {
  const { live } = target
  if (!live) {
    const tell = (): void => ports.onEnd({ reason: words.noServer, elsewhere: true })
    const timer = setTimeout(tell)
    return { close: () => clearTimeout(timer) }
  }
  const close = watch(live.url, {
    camera: live.camera,
    fps,
    onFrame: ({ jpeg, index, capturedAt }, clockOffset) =>
      ports.onArrival({
        picture: new Blob([jpeg], { type: 'image/jpeg' }),
        index,
        capturedAt,
        bytes: jpeg.length,
        clockOffset,
        unchecked: false,
      }),
    onState: ({ state, reason }) => ports.onCamera(state, reason ?? undefined),
    onEnd: ports.onEnd,
  })
  return { close }
}
