/**
 * The latest of many ages, and which of them are usual.
 *
 * @module
 */
import type { AgeSummary } from 'zoetrope'

const CAPACITY = 1024

/** Remembers the latest 1024 ages that it was told. */
export class RecentAges {
  #ages: Float32Array | undefined
  #count = 0

  /** @param age in milliseconds. */
  add(age: number): void {
    this.#ages ??= new Float32Array(CAPACITY)
    this.#ages[this.#count % CAPACITY] = age
    this.#count += 1
  }

  /** Median and 99th percentile in milliseconds, or `null` before the first. */
  get summary(): AgeSummary | null {
    const sorted = this.#ages?.slice(0, Math.min(this.#count, CAPACITY)).sort()
    return sorted ? { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) } : null
  }
}

function quantile(sorted: Float32Array, share: number): number {
  const age = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  return Math.round(age * 10) / 10
}
