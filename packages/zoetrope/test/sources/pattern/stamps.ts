/** The time stamp of a frame, for tests that look at its bytes. @module */

/** The time stamp of the first comment. */
export function stampOf(jpeg: Uint8Array): { nanoseconds: bigint; sequence: number } {
  const text = new TextDecoder().decode(jpeg.subarray(6, 32))
  const [, time, sequence] = /^ZT([0-9a-f]{16})([0-9a-f]{8})$/.exec(text) ?? []
  if (time === undefined || sequence === undefined) throw new Error(`no stamp: ${text}`)
  return { nanoseconds: BigInt(`0x${time}`), sequence: Number(`0x${sequence}`) }
}
