/**
 * Event streams as a program reads them.
 *
 * @module
 */

/** One event of a stream. */
export interface Told {
  /** The reader's place once it has read this. */
  readonly id: string
  readonly event: string
  readonly data: Record<string, unknown>
}

/** Reads an event stream, event by event. */
export class EventStream {
  /** The id that a reader which lost the connection would ask with. */
  place = ''
  /** Signs of life that came between events. */
  comments = 0
  #reader: ReadableStreamDefaultReader<Uint8Array>
  #decoder = new TextDecoder()
  #rest = ''

  constructor({ body }: Response) {
    if (!body) throw new Error('Expected a body, got none')
    this.#reader = body.getReader()
  }

  /** The next event; `undefined` at the end. */
  async next(): Promise<Told | undefined> {
    for (;;) {
      const at = this.#rest.indexOf('\n\n')
      if (at < 0) {
        const { done, value } = await this.#reader.read()
        if (done) return undefined
        this.#rest += this.#decoder.decode(value, { stream: true })
        continue
      }
      const told = this.#dissect(this.#rest.slice(0, at).split('\n'))
      this.#rest = this.#rest.slice(at + 2)
      if (told) return told
    }
  }

  /** The next `count` events. */
  async take(count: number): Promise<(Told | undefined)[]> {
    const events: (Told | undefined)[] = []
    while (events.length < count) events.push(await this.next())
    return events
  }

  close(): Promise<void> {
    return this.#reader.cancel()
  }

  #dissect(lines: readonly string[]): Told | undefined {
    const fields = new Map(lines.map((line): [string, string] => [...split(line)]))
    this.place = fields.get('id') ?? this.place
    if (fields.has('')) this.comments += 1
    const data = fields.get('data')
    if (data === undefined) return undefined
    return { id: this.place, event: fields.get('event') ?? '', data: JSON.parse(data) }
  }
}

function split(line: string): [string, string] {
  const at = line.indexOf(':')
  return [line.slice(0, at), line.slice(at + 1).replace(/^ /, '')]
}
