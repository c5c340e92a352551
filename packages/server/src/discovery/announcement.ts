/**
 * Tells the network that the server is here, by multicast DNS (RFC 6762): what browsers of services
 * list, and what `http://workshop.local:8080/` needs to be found.
 *
 * It goes in rounds: ask whether somebody has our name; tell; stay, and answer. A round ends early
 * when something changes (a camera, an address), and when another machine wants the name, which one
 * of both then changes.
 *
 * @module
 */
import { networkInterfaces } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../http/log.ts'
import { answersTo, plainly } from './answer.ts'
import { isLost } from './contest.ts'
import { type Heard, isListener, Link, type Sender } from './link.ts'
import { type Interfaces, type Network, networksOf } from './network.ts'
import { hostOf, namesake, type Offer } from './offer.ts'
import { type Batch, batchesOf, contradicts, farewell, keyOf, type OwnRecord } from './records.ts'
import { Restraint } from './restraint.ts'

/** What is announced, and where. */
export interface AnnouncementOptions {
  /** What the server calls itself; a number is added where others do so too. */
  readonly name: string
  /** What it offers under that name; asked again after every {@link Announcement.refresh}. */
  offers(name: string): readonly Offer[]
  /** The address it listens on; `0.0.0.0` and `::` are all of them. */
  readonly host: string
  readonly log: Log
  /** The interfaces that may be used; asked every few seconds. @default all of the machine's */
  interfaces?: (() => Interfaces) | undefined
}

/** Why a round is over. */
type Turn = 'changed' | 'taken' | 'contested' | 'closed'

/** Milliseconds between questions, between statements, and between looks at the interfaces. */
const BETWEEN_PROBES = 250
const BETWEEN_STATEMENTS = 1000
const LOOK = 5000
const PROBES = 3
const STATEMENTS = 2

/** An announcement that stands until it is closed. */
export class Announcement implements AsyncDisposable {
  #options: AnnouncementOptions
  #links = new Map<string, Link>()
  #place = 1
  /** What is being asked for in this round. */
  #wished: Claim | undefined
  /** What others were told. */
  #standing: Claim | undefined
  #round = new AbortController()
  /** How often others went first. */
  #losses = 0
  #told = new Set<string>()
  #restraint = new Restraint()
  #isClosed = false
  #over: Promise<void>

  constructor(options: AnnouncementOptions) {
    this.#options = options
    this.#over = this.#run()
  }

  /** What it is called now; `undefined` until that is settled. */
  get name(): string | undefined {
    return this.#standing?.name
  }

  /** Looks at what is offered again. */
  refresh(): void {
    this.#round.abort('changed')
  }

  /** Takes everything back, and lets go of all sockets. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#round.abort('closed')
    await this.#over
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #run(): Promise<void> {
    while (!this.#isClosed && this.#begin()) {
      const turn = (await this.#probe()) ?? (await this.#state()) ?? (await this.#stay())
      if (turn === 'taken') this.#place += 1
      if (turn === 'contested') await this.#giveWay()
    }
    if (!this.#isClosed) this.#say('warn', 'not announced: too many servers have this name', {})
    await this.#withdraw()
  }

  /** Whoever has the name is through with asking then, and contradicts us. */
  async #giveWay(): Promise<void> {
    this.#losses += 1
    if (!this.#isClosed) this.#round = new AbortController()
    // Of two names each of both may lose one, for ever, if they kept in step.
    await this.#wait(1000 + (this.#losses - 1) * Math.random() * 1500)
  }

  /** Begins a round; `false` where there is no name left to try. */
  #begin(): boolean {
    const name = namesake(this.#options.name, this.#place)
    if (name === undefined) return false
    if (!this.#isClosed) this.#round = new AbortController()
    const networks = this.#networks()
    this.#connect(networks)
    this.#wished = {
      name,
      networks: networks.map(({ id }) => id),
      offers: this.#options.offers(name),
    }
    if (networks.length === 0) this.#say('warn', 'not announced yet: there is no network', {})
    return true
  }

  async #probe(): Promise<Turn | undefined> {
    // So that machines that are switched on together do not ask together.
    let turn = await this.#wait(Math.random() * BETWEEN_PROBES)
    for (let count = 0; count < PROBES && !turn; count += 1) {
      await this.#onEach(this.#wished, (link, batch) => {
        const own = batch.filter(({ flush }) => flush)
        return link.probe([...new Set(own.map(({ name }) => name))], own)
      })
      turn = await this.#wait(BETWEEN_PROBES)
    }
    return turn
  }

  async #state(): Promise<Turn | undefined> {
    await this.#takeBack(this.#standing, this.#wished)
    this.#standing = this.#wished
    this.#report()
    for (let count = 0; count < STATEMENTS; count += 1) {
      await this.#onEach(this.#standing, (link, batch) =>
        link.tell({ answers: [...batch], additionals: [] }),
      )
      const turn = await this.#wait(BETWEEN_STATEMENTS)
      if (turn) return turn
    }
    return undefined
  }

  async #stay(): Promise<Turn> {
    const before = String(this.#wished?.networks)
    for (;;) {
      const turn = await this.#wait(LOOK)
      if (turn) return turn
      if (String(this.#networks().map(({ id }) => id)) !== before) return 'changed'
    }
  }

  #networks(): Network[] {
    const { host, interfaces = networkInterfaces } = this.#options
    return networksOf(host, interfaces())
  }

  #connect(networks: readonly Network[]): void {
    const wanted = new Set(networks.map(({ id }) => id))
    for (const [id, link] of this.#links) if (!wanted.has(id)) void this.#drop(link)
    for (const network of networks) {
      if (!this.#links.has(network.id)) this.#links.set(network.id, new Link(network, this.#ears))
    }
  }

  #drop(link: Link): Promise<void> {
    this.#links.delete(link.network.id)
    return link.close()
  }

  readonly #ears = {
    question: (link: Link, query: Heard, from: Sender): void => this.#answer(link, query, from),
    statement: ({ answers = [], additionals = [] }: Heard): void => {
      const said = [...answers, ...additionals]
      const own = this.#records(this.#wished)
      if (!contradicts(said, own)) return
      // A name that we have is asked for once more, and lost if it is still contradicted then.
      this.#round.abort(this.#wished === this.#standing ? 'changed' : 'taken')
    },
    trouble: (link: Link, { message }: Error): void => {
      this.#say('warn', 'cannot announce', { network: link.network.through, reason: message })
    },
  }

  #answer(link: Link, query: Heard, from: Sender): void {
    const isUnsettled = this.#wished !== this.#standing
    const asked = this.#batches(this.#wished, link).flat()
    if (isUnsettled && isLost(query.authorities ?? [], asked)) this.#round.abort('contested')
    const own = this.#batches(this.#standing, link).flat()
    if (isListener(from)) this.#tell(link, query, own)
    else this.#reply(link, query, { own, from })
  }

  #tell(link: Link, query: Heard, own: readonly OwnRecord[]): void {
    const now = performance.now()
    const where = { network: link.network.id, isDefence: (query.authorities ?? []).length > 0 }
    const tells = (record: OwnRecord): boolean => this.#restraint.tells(record, where, now)
    for (const answer of answersTo(query, own, tells)) void link.tell(answer)
  }

  #reply(
    link: Link,
    query: Heard,
    { own, from }: { readonly own: readonly OwnRecord[]; readonly from: Sender },
  ): void {
    for (const answer of answersTo(query, own)) {
      if (!this.#restraint.replies(performance.now())) return
      link.reply(query, plainly(answer), from)
    }
  }

  #batches(claim: Claim | undefined, { network }: Link): Batch[] {
    return claim ? batchesOf(claim.name, claim.offers, network.addresses) : []
  }

  /** Everything that a claim says, on any network. */
  #records(claim: Claim | undefined): OwnRecord[] {
    return [...this.#links.values()].flatMap((link) => this.#batches(claim, link).flat())
  }

  async #onEach(
    claim: Claim | undefined,
    act: (link: Link, batch: Batch) => Promise<void>,
  ): Promise<void> {
    const acts = [...this.#links.values()].flatMap((link) =>
      this.#batches(claim, link).map((batch) => act(link, batch)),
    )
    await Promise.all(acts)
  }

  /** Takes back what was told and is not to be told again. */
  async #takeBack(old: Claim | undefined, next: Claim | undefined): Promise<void> {
    const kept = new Set(this.#records(next).map(keyOf))
    await this.#onEach(old, async (link, batch) => {
      const gone = batch.filter((record) => !kept.has(keyOf(record)))
      if (gone.length > 0) await link.tell({ answers: farewell(gone), additionals: [] })
    })
  }

  async #withdraw(): Promise<void> {
    await this.#takeBack(this.#standing, undefined)
    this.#standing = undefined
    this.#wished = undefined
    await Promise.all([...this.#links.values()].map((link) => this.#drop(link)))
  }

  #report(): void {
    const { name, networks, offers } = this.#wished ?? {}
    if (name === undefined || networks?.length === 0) return
    const facts = { name, host: hostOf(name), services: offers?.length }
    if (name !== this.#options.name) this.#say('warn', 'announced as: the name was taken', facts)
    else this.#say('info', 'announced', facts)
  }

  /** Says it, once. */
  #say(level: 'info' | 'warn', text: string, facts: Readonly<Record<string, unknown>>): void {
    const said = JSON.stringify([text, facts])
    if (this.#told.has(said)) return
    this.#told.add(said)
    this.#options.log[level](facts, text)
  }

  /** Waits; tells why, where the round ended before. */
  async #wait(milliseconds: number): Promise<Turn | undefined> {
    const { signal } = this.#round
    await pause(milliseconds, undefined, { signal, ref: false }).catch(() => {})
    return this.#isClosed ? 'closed' : signal.reason
  }
}

/** What one round is about. */
interface Claim {
  readonly name: string
  /** The ids of the networks. */
  readonly networks: readonly string[]
  readonly offers: readonly Offer[]
}
