/**
 * Looks into the server from inside, for tests: preloaded with `--import`, it answers each message with
 * what the process holds. It keeps nothing running.
 *
 * @module
 */

process.on('message', () => {
  // Twice: what the first frees may have been all that kept something else.
  for (let round = 0; round < 2; round += 1) globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  /** @type {Record<string, number>} */
  const resources = {}
  for (const kind of process.getActiveResourcesInfo()) {
    resources[kind] = (resources[kind] ?? 0) + 1
  }
  process.send?.({ heapUsed, external, arrayBuffers, resources })
})
process.channel?.unref()
