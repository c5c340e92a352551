/**
 * Several measurements at a time, where they do not disturb each other: every link has its own
 * network, and most of them little to carry.
 *
 * @module
 */

/**
 * Runs `each` for all items, so many at a time; gives the results in the items' order.
 *
 * @template T, R
 * @param {T[]} items
 * @param {number} jobs
 * @param {(item: T) => Promise<R>} each
 * @returns {Promise<R[]>}
 */
export async function inTurn(items, jobs, each) {
  /** @type {R[]} */
  const results = []
  let next = 0
  const work = async () => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at]
      if (item !== undefined) results[at] = await each(item)
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  return results
}
