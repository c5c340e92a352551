/**
 * A socket on one network, at the address where machines of a network talk about their names.
 *
 * @module
 */
import { createSocket, type RemoteInfo } from 'node:dgram'
import multicastDns from 'multicast-dns'
import { type Answer, answeredBy, type Query } from './answer.ts'
import type { Network } from './network.ts'
import type { OwnRecord, SomeRecord } from './records.ts'
import type { Question } from './sighting.ts'

/** A packet that somebody sent. */
export interface Heard extends Query {
  readonly id?: number | undefined
  readonly additionals?: readonly SomeRecord[] | undefined
  /** In a question: what the asker is about to say. */
  readonly authorities?: readonly SomeRecord[] | undefined
}

/** Who sent it. */
export type Sender = Pick<RemoteInfo, 'address' | 'port'>

/** Who is told what comes. */
export interface Ears {
  question(link: Link, query: Heard, from: Sender): void
  statement(packet: Heard, link: Link): void
  /** The socket cannot be had, or broke. */
  trouble(link: Link, error: Error): void
}

/** The port of multicast DNS. Whoever asks from another one wants to be answered alone. */
const PORT = 5353

/** One socket. What cannot be sent is lost, as on any network. */
export class Link {
  readonly network: Network
  #socket: multicastDns.MulticastDNS
  #closed: Promise<void> | undefined

  constructor(network: Network, ears: Ears) {
    this.network = network
    this.#socket = multicastDns(optionsFor(network))
    // Every socket of the machine hears what came for the others. And nobody can be answered at port 0: the
    // attempt throws on a later turn, where nobody catches it.
    const isOurs = ({ address, port }: Sender): boolean => port > 0 && network.isNear(address)
    this.#socket.on('query', (packet, from) => {
      if (isOurs(from)) ears.question(this, packet, from)
    })
    this.#socket.on('response', (packet, from) => {
      if (isOurs(from)) ears.statement(packet, this)
    })
    this.#socket.on('error', (error) => ears.trouble(this, error))
    // Packets that cannot be read are nobody's business, and so is an address that was there before.
    this.#socket.on('warning', () => {})
  }

  /** Asks everybody. Resolves when it is on its way, or lost. */
  ask(questions: readonly Question[]): Promise<void> {
    return new Promise((resolve) => this.#socket.query([...questions], () => resolve()))
  }

  /** Asks everybody who says something of these names, and tells what we are about to say. */
  probe(names: readonly string[], authorities: OwnRecord[]): Promise<void> {
    const questions = names.map((name): { name: string; type: string } => ({ name, type: 'ANY' }))
    // The library's encoder knows ANY, its types do not.
    const packet = { questions, authorities } as multicastDns.QueryOutgoingPacket
    return new Promise((resolve) => this.#socket.query(packet, () => resolve()))
  }

  /** Tells everybody. Resolves when it is on its way, or lost. */
  tell(answer: Answer): Promise<void> {
    return new Promise((resolve) => this.#socket.respond(answer, () => resolve()))
  }

  /** Answers one asker who is not at the port of all. */
  reply(query: Heard, answer: Answer, to: Sender): void {
    const said = { ...answer, id: query.id, questions: answeredBy(query, answer) }
    // The library's types know neither of both, its encoder does; and the port is the asker's.
    this.#socket.respond(said as multicastDns.ResponseOutgoingPacket, to)
  }

  /** Lets go of the socket. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => this.#socket.destroy(() => resolve()))
    return this.#closed
  }
}

/** Whether somebody asks from the port of multicast DNS, and so hears what everybody is told. */
export function isListener({ port }: Sender): boolean {
  return port === PORT
}

function optionsFor({ family, through }: Network): multicastDns.Options {
  // Bound to an interface's own address, a socket hears nothing that is sent to all.
  if (family === 'IPv4') return { interface: through, bind: '0.0.0.0' }
  return {
    ...{ type: 'udp6', ip: 'ff02::fb', interface: through, bind: '::' },
    socket: createSocket({ type: 'udp6', reuseAddr: true, ipv6Only: true }),
  }
}
