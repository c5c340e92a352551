/**
 * What the kernels hold of a connection: bytes that a server has sent and nobody has read yet. They
 * are not the server's any more, so a probe that asks how much of the past a server keeps for a slow
 * viewer takes them off. Linux tells them in /proc, of both ends where both are on this machine.
 *
 * @module
 */
import { readFile } from 'node:fs/promises'

/** Bytes of one connection that kernels hold; some count twice for the moment until an arrival is acknowledged. */
export interface KernelQueues {
  /** Arrived here, and not read yet. `undefined` where the kernel does not tell. */
  readonly here: number | undefined
  /** Sent by the other end, and not arrived. `undefined` where that is another machine's. */
  readonly there: number | undefined
}

/** Each IP version has a table; a server that takes both has its end in the second. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const

/** A row of a table: its ends as `ADDRESS:PORT`, a state, `SENT:RECEIVED`, all in hexadecimal digits. */
const ROW = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) .. ([0-9A-F]+):([0-9A-F]+) /gm

/** What is held of the connection from a port of this machine to a server's. */
export async function kernelQueues(local: number, remote: number): Promise<KernelQueues> {
  const rows = (await Promise.all(TABLES.map(rowsOf))).flat()
  const mine = rows.find((row) => row.from === local && row.to === remote)
  const others = rows.find((row) => row.from === remote && row.to === local)
  return { here: mine?.received, there: others?.sent }
}

interface Row {
  readonly from: number
  readonly to: number
  readonly sent: number
  readonly received: number
}

async function rowsOf(table: string): Promise<Row[]> {
  const text = await readFile(table, 'latin1').catch(() => '')
  return Array.from(text.matchAll(ROW), (found) => {
    const [from = 0, to = 0, sent = 0, received = 0] = found
      .slice(1)
      .map((digits) => Number.parseInt(digits, 16))
    return { from, to, sent, received }
  })
}
