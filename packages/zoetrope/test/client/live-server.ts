/**
 * A server of `/live` and nothing else, on a free port of loopback.
 *
 * @module
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { Camera } from '../../src/camera/camera.ts'
import { LiveSession } from '../../src/handler/live-session.ts'
import type { Viewer } from '../../src/viewer/viewer.ts'
import { tinyJpeg } from '../frame/jpegs.ts'

/** A camera that shows what is published on its broadcast. Closed after the test. */
export function silentCamera(name: string): Camera {
  const camera = new Camera(name, { async *open() {} }, { linger: 3_600_000 })
  onTestFinished(() => camera.close())
  camera.broadcast.publish(tinyJpeg())
  return camera
}

/** Serves cameras, and knows what it heard. */
export class LiveServer {
  readonly heard: Record<string, unknown>[] = []
  readonly sockets = new Set<WebSocket>()
  /** Answers nothing from now on. */
  isMute = false
  #server: WebSocketServer
  #waiting = new Set<() => void>()
  #viewers = new Set<Viewer>()

  private constructor(server: WebSocketServer, cameras: readonly Camera[]) {
    this.#server = server
    server.on('connection', (socket) => {
      this.sockets.add(socket)
      const session = new LiveSession(socket, {
        cameraOf: (name) => cameras.find((camera) => camera.name === name),
        admit: () => ({ onJoin: (viewer) => this.#viewers.add(viewer) }),
      })
      socket.on('message', (message) => {
        if (this.isMute) return
        this.heard.push(JSON.parse(`${message}`))
        session.receive(`${message}`)
        this.#wake()
      })
      socket.on('close', () => {
        this.sockets.delete(socket)
        session.gone()
        this.#wake()
      })
      this.#wake()
    })
  }

  /** Starts one; it is closed after the test. */
  static async start(cameras: readonly Camera[], port = 0): Promise<LiveServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port })
    await once(server, 'listening')
    const made = new LiveServer(server, cameras)
    onTestFinished(() => made.stop())
    return made
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port // it listens on TCP
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/live`
  }

  /** What was heard of one type. */
  of(type: string): Record<string, unknown>[] {
    return this.heard.filter((one) => one['type'] === type)
  }

  /** Resolves when `enough` is content. */
  async until(enough: () => boolean): Promise<void> {
    while (!enough()) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  /** Ends all who watch, as `DELETE /viewers/{id}` does; their connections stay. */
  endViewers(): void {
    for (const viewer of this.#viewers) viewer.connection?.remove(viewer)
  }

  /** Cuts all off, and stops listening. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}
