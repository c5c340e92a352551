/**
 * Counts how many bytes a parser looks at, so that tests can tell linear from quadratic without a
 * clock.
 *
 * @module
 */
import type { Bytes } from '../../src/frame/frame.ts'

/** Bytes that count: single reads, and every byte that `indexOf` crosses. Views of them count, too. */
export function countReads(bytes: Bytes): { bytes: Bytes; reads: () => number } {
  let reads = 0
  const counted = (target: Bytes): Bytes =>
    new Proxy(target, {
      get(whole, key) {
        if (typeof key === 'string' && /^\d+$/.test(key)) {
          reads += 1
          return whole[Number(key)]
        }
        if (key === 'indexOf') return find(whole)
        if (key === 'subarray') return view(whole)
        const value: unknown = Reflect.get(whole, key, whole)
        return typeof value === 'function' ? value.bind(whole) : value
      },
    })
  const find = (whole: Bytes) => (byte: number, from: number) => {
    const found = whole.indexOf(byte, from)
    reads += (found < 0 ? whole.length : found + 1) - from
    return found
  }
  // Short views go to decoders of the platform, which take no proxy.
  const view = (whole: Bytes) => (from?: number, to?: number) => {
    const part = whole.subarray(from, to)
    return part.length > 512 ? counted(part) : part
  }
  return { bytes: counted(bytes), reads: () => reads }
}
