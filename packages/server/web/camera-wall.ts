/**
 * `<camera-wall>`: all cameras as live tiles, as large as the window allows.
 *
 * @module
 */
import { allot } from './allotment.ts'
import { CameraTile } from './camera-tile.ts'
import { ContactBanner } from './contact-banner.ts'
import { icon } from './icons.ts'
import { arrange, commonAspect } from './layout.ts'
import { fill, part, say } from './markup.ts'
import { type Places, placesFrom } from './places.ts'
import { readList, type Status } from './status.ts'
import { type Answer, type Contact, StatusPoll } from './status-poll.ts'
import { Turns } from './turns.ts'
import { words } from './words.ts'

const INTERVAL = 2_000
const TICK = 1_000
/** Scrolling past a tile is not yet watching it. */
const PASSING = 150
/** How long news may wait for more news. */
const SOON = 100
/** A tile narrower than this is no use. */
const LEAST_TILE = 280

const markup = `
  <header>
    <h1>${icon('logo')}${words.product}</h1>
    <p role="status" data-part="summary"></p>
    <a class="elsewhere" data-part="publish" hidden>${words.publish}</a>
  </header>
  <contact-banner data-part="banner"></contact-banner>
  <main data-part="room">
    <p class="waiting" data-part="waiting"><span class="drum" aria-hidden="true"></span>${words.waiting}</p>
    <div class="empty" data-part="empty" hidden>
      ${icon('logo')}
      <h2>${words.noCameras}</h2>
      <p>${words.noCamerasHow}</p>
      <code>${words.noCamerasCommand}</code>
    </div>
    <ul role="list" data-part="tiles"></ul>
  </main>`

/** The page at the server's base path. */
export class CameraWall extends HTMLElement {
  readonly #tiles = new Map<string, CameraTile>()
  readonly #turns = new Turns()
  readonly #seen = new IntersectionObserver((entries) => this.#look(entries))
  readonly #resized = new ResizeObserver(() => this.#arrange())
  readonly #places: Places = placesFrom(document.baseURI, this.dataset['base'] ?? './')
  readonly #poll = new StatusPoll({
    url: this.#places.list,
    read: readList,
    interval: INTERVAL,
    hear: (contact) => this.#hear(contact),
  })
  #contact: Contact | undefined
  #tick: ReturnType<typeof setInterval> | undefined
  #allotment: ReturnType<typeof setTimeout> | undefined
  #asking: ReturnType<typeof setTimeout> | undefined
  readonly #visibility = (): void => this.#allot()

  connectedCallback(): void {
    fill(this, markup)
    document.addEventListener('visibilitychange', this.#visibility)
    this.#resized.observe(part(this, 'room', HTMLElement))
    this.#tick = setInterval(() => this.#tell(), TICK)
    this.addEventListener('news', () => this.#askSoon())
    this.#poll.start()
  }

  disconnectedCallback(): void {
    this.#poll.stop()
    this.#turns.set([])
    this.#seen.disconnect()
    this.#resized.disconnect()
    clearInterval(this.#tick)
    clearTimeout(this.#allotment)
    clearTimeout(this.#asking)
    document.removeEventListener('visibilitychange', this.#visibility)
  }

  #hear(contact: Contact): void {
    this.#contact = contact
    if (contact.kind === 'answer') this.#match(contact)
    else for (const tile of this.#tiles.values()) tile.hearNothing()
    this.#allot()
    this.#tell()
  }

  /** Makes the tiles those of the answer, in its order. */
  #match(answer: Answer): void {
    const names = new Set(answer.cameras.map(({ name }) => name))
    for (const [name, tile] of this.#tiles) if (!names.has(name)) this.#remove(name, tile)
    const list = part(this, 'tiles', HTMLElement)
    answer.cameras.forEach((status, at) => {
      const tile = this.#tiles.get(status.name) ?? this.#add(status.name)
      const item = tile.parentElement
      if (item && list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null)
      tile.hear(status, answer)
    })
    this.#summarise(answer.cameras)
    this.#arrange()
  }

  #add(name: string): CameraTile {
    const item = document.createElement('li')
    const tile = new CameraTile()
    item.append(tile)
    part(this, 'tiles', HTMLElement).append(item)
    tile.begin(name, this.#places)
    this.#tiles.set(name, tile)
    this.#seen.observe(tile)
    return tile
  }

  #remove(name: string, tile: CameraTile): void {
    this.#seen.unobserve(tile)
    this.#tiles.delete(name)
    tile.parentElement?.remove()
  }

  /** Once for many tiles: cameras that start together have their first pictures together. */
  #askSoon(): void {
    this.#asking ??= setTimeout(() => {
      this.#asking = undefined
      this.#poll.askNow()
    }, SOON)
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (target instanceof CameraTile) target.visible = isIntersecting
    }
    clearTimeout(this.#allotment)
    this.#allotment = setTimeout(() => this.#allot(), PASSING)
  }

  #allot(): void {
    const candidates = [...this.#tiles].map(([name, { visible, status, mode }]) => ({
      name,
      visible: visible && !document.hidden,
      closed: status?.state === 'closed',
      mode,
    }))
    const modes = allot(candidates)
    // Those that must close go first, so that there are never too many open.
    const order = [...modes].sort(([, mode]) => (mode === 'stream' ? 1 : -1))
    for (const [name, mode] of order) {
      const tile = this.#tiles.get(name)
      if (tile) tile.mode = mode
    }
    const silent = this.#contact?.kind !== 'answer'
    this.#turns.set(
      silent ? [] : [...this.#tiles.values()].filter(({ mode }) => mode === 'refresh'),
    )
  }

  #arrange(): void {
    const room = part(this, 'room', HTMLElement)
    const list = part(this, 'tiles', HTMLElement)
    const space = getComputedStyle(room)
    const aspect = commonAspect([...this.#tiles.values()].flatMap(({ status }) => status ?? []))
    const { tile } = arrange(this.#tiles.size, {
      width: room.clientWidth - pixels(space.paddingLeft) - pixels(space.paddingRight),
      // Of the window, not of the room: the room grows with the tiles.
      height: innerHeight - room.offsetTop - pixels(space.paddingTop) - pixels(space.paddingBottom),
      gap: pixels(getComputedStyle(list).columnGap),
      caption: list.querySelector<HTMLElement>('.caption')?.offsetHeight ?? 0,
      aspect,
      least: LEAST_TILE,
    })
    list.style.setProperty('--tile', `${tile}px`)
    list.style.setProperty('--aspect', `${aspect}`)
  }

  #summarise(cameras: readonly Status[]): void {
    const lost = cameras.filter(({ state }) => state === 'lost').length
    const stalled = cameras.filter(({ state }) => state === 'stalled').length
    const summary = words.summary(cameras.length, lost, stalled)
    say(part(this, 'summary', HTMLElement), summary)
    document.title = words.wallTitle(summary || words.noCameras)
    part(this, 'empty', HTMLElement).hidden = cameras.length > 0
    const publish = part(this, 'publish', HTMLAnchorElement)
    publish.href = this.#places.publish
    publish.hidden = !cameras.some(({ isPushed }) => isPushed)
  }

  #tell(): void {
    if (!this.#contact) return
    part(this, 'waiting', HTMLElement).hidden = true
    part(this, 'banner', ContactBanner).show(this.#contact, Date.now())
    if (this.#contact.kind !== 'answer') document.title = words.wallTitle(words.sign('silent'))
    for (const tile of this.#tiles.values()) tile.tell()
  }
}

function pixels(length: string): number {
  return Number.parseFloat(length) || 0
}
