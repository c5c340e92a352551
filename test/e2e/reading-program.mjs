/**
 * A small program that reads cameras, the same in every runtime: it is given the library and the
 * address of a server, and returns what it saw.
 *
 *     node reading-program.mjs LIBRARY SERVER
 *
 * @module
 */

/**
 * @param {typeof import('zoetrope/client')} library
 * @param {string} server
 */
export async function look({ StreamReader, streamFrames, ZoetropeError }, server) {
  /** @param {Promise<unknown>} work */
  const codeOf = (work) =>
    work.then(
      (value) => `no error but ${value}`,
      (error) => (error instanceof ZoetropeError ? error.code : `${error}`),
    )

  /** @param {string} url */
  const first = async (url) => {
    for await (const { jpeg } of streamFrames(url)) return `a frame of ${jpeg.length} bytes`
    return 'nothing'
  }

  const interrupted = async () => {
    const states = []
    const reader = new StreamReader(`${server}/interrupted`, {
      pace: 'every',
      onState: (state, reason) => states.push(reason ? `${state}: ${reason.code}` : state),
    })
    const frames = []
    while (frames.length < 20) frames.push(await reader.read())
    await reader.close()
    return {
      states,
      isOrdered: frames.every((frame, at) => at === 0 || frame.index > frames[at - 1].index),
      epochs: [...new Set(frames.map((frame) => frame.epoch))],
      isStamped: frames.every(({ age, capturedAt }) => age >= 0 && capturedAt > 1e12),
      isOwned: frames.every(({ jpeg, index }) => jpeg.length === 300 + index),
      reconnects: reader.statistics.reconnects,
      afterwards: `${await reader.read()}`,
    }
  }

  const slow = async () => {
    const reader = new StreamReader(`${server}/stream`)
    const before = await reader.read()
    while (reader.statistics.frames < 15) await new Promise((resolve) => setTimeout(resolve, 10))
    const { frames, skipped } = reader.statistics
    const after = await reader.read()
    await reader.close()
    return { isNewest: after.index - before.index >= frames - 2, isCounted: skipped >= frames - 3 }
  }

  const pictures = async () => {
    const lengths = new Set()
    for await (const { jpeg } of streamFrames(`${server}/picture.jpg`, { fps: 50 })) {
      lengths.add(jpeg.length)
      if (lengths.size === 3) break
    }
    return [...lengths].length
  }

  const late = async () => {
    const reader = new StreamReader(`${server}/silent`)
    const code = await codeOf(reader.read({ timeout: 50 }))
    await reader.close()
    return code
  }

  const withLogin = server.replace('://', '://admin:secret@')
  return {
    interrupted: await interrupted(),
    slow: await slow(),
    pictures: await pictures(),
    late: await late(),
    missing: await codeOf(first(`${server}/missing`)),
    page: await codeOf(first(`${server}/`)),
    wrong: await codeOf(first(`${server.replace('://', '://admin:wrong@')}/basic`)),
    basic: await first(`${withLogin}/basic`),
    digest: await first(`${withLogin}/digest`).catch(({ code }) => code),
  }
}

const [library, server] = globalThis.process?.argv.slice(2) ?? []
if (library && server) console.log(JSON.stringify(await look(await import(library), server)))
