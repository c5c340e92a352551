/**
 * What the kernel's `struct tcp_info` (linux/tcp.h) says of a path. The struct only ever grows at
 * its end, so the offsets hold for every kernel since 4.9.
 *
 * @module
 */
import { endianness } from 'node:os'
import type { Path } from '../viewer/link.ts'
import type { Losses } from './congestion.ts'
import { TCP_INFO_SIZE } from './kernel.ts'

const LITTLE = endianness() === 'LE'

/** A view of one buffer, which is filled anew for every look. */
export class TcpPath implements Path, Losses {
  readonly info: Uint8Array<ArrayBuffer> = new Uint8Array(TCP_INFO_SIZE)
  queued = 0
  #view = new DataView(this.info.buffer)

  get unsent(): number {
    return this.#word(144)
  }

  get held(): number {
    return this.#word(28) * this.#word(16)
  }

  get retransmitted(): number {
    return this.#word(100)
  }

  get segments(): number {
    return this.#word(156)
  }

  get roundTrip(): number {
    return this.#word(68) / 1000
  }

  get minRoundTrip(): number {
    const microseconds = this.#word(148)
    return microseconds === 0xffff_ffff ? 0 : microseconds / 1000
  }

  get rate(): number {
    return Number(this.#view.getBigUint64(160, LITTLE))
  }

  get isIdleRate(): boolean {
    return ((this.info[7] ?? 0) & 1) === 1
  }

  get silence(): number {
    return this.#word(56)
  }

  #word(offset: number): number {
    return this.#view.getUint32(offset, LITTLE)
  }
}
