/**
 * The body of an answer of node:http as a web stream that ends when its connection has ended.
 *
 * Whoever has read or cancelled it to the end may count on the other side knowing that, and can ask
 * a camera that serves only one for the next thing.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Bytes } from '../frame/frame.ts'
import { hangUp } from './hang-up.ts'

/** The body; errors with the signal's reason when that aborts. */
export function answerBody(
  answer: IncomingMessage,
  signal: AbortSignal | null | undefined,
): ReadableStream<Bytes> {
  return new ReadableStream(new AnswerBody(answer, signal))
}

/** Ends the connection of an answer that is not read, or not any further. */
export function leave(answer: IncomingMessage): Promise<void> {
  // Data and end that Node has scheduled already would still come.
  for (const event of ['data', 'end', 'error']) answer.removeAllListeners(event)
  // What is under way must be taken: the other side's end is behind it.
  answer.on('error', () => {}).resume()
  // Node takes the socket from an answer that is over and has left its connection to the next one.
  const socket: Socket | null = answer.socket
  return socket ? hangUp(socket) : Promise.resolve()
}

class AnswerBody implements UnderlyingDefaultSource<Bytes> {
  readonly #answer: IncomingMessage
  readonly #socket: Socket
  readonly #signal: AbortSignal | null | undefined
  #abort = (): void => {}
  #cancelled = false

  constructor(answer: IncomingMessage, signal: AbortSignal | null | undefined) {
    this.#answer = answer
    this.#socket = answer.socket
    this.#signal = signal
  }

  start(controller: ReadableStreamDefaultController<Bytes>): void {
    const answer = this.#answer
    this.#abort = () => void leave(answer).then(() => controller.error(this.#signal?.reason))
    this.#signal?.addEventListener('abort', this.#abort)
    answer.on('data', ({ buffer, byteOffset, length }: Buffer<ArrayBuffer>) => {
      // Plain bytes: a Buffer's `slice` is no copy, which its readers may count on.
      controller.enqueue(new Uint8Array(buffer, byteOffset, length))
      if ((controller.desiredSize ?? 0) <= 0) answer.pause()
    })
    answer.on('error', (error) => this.#settle(() => controller.error(error)))
    answer.on('end', () => this.#settle(() => void this.#end(controller)))
  }

  pull(): void {
    this.#answer.resume()
  }

  cancel(): Promise<void> {
    this.#cancelled = true
    this.#settle()
    return leave(this.#answer)
  }

  async #end(controller: ReadableStreamDefaultController<Bytes>): Promise<void> {
    const { errored } = this.#socket
    // A body without a length ends with its connection, for Node also when that was torn down.
    if (errored) return controller.error(errored)
    const socket: Socket | null = this.#answer.socket
    if (socket) await hangUp(socket)
    if (!this.#cancelled) controller.close()
  }

  #settle(then = (): void => {}): void {
    this.#signal?.removeEventListener('abort', this.#abort)
    then()
  }
}
