/**
 * A picture as a file in somebody's downloads.
 *
 * @module
 */

/** Milliseconds after which the browser has taken hold of the file. */
const TAKEN = 10_000

/** Saves a JPEG under a name with the present moment: `desk-2026-11-21T15-04-05Z.jpg`. */
export function download(jpeg: Blob, name: string): void {
  const link = document.createElement('a')
  const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  link.href = URL.createObjectURL(jpeg)
  link.download = `${name}-${moment}Z.jpg`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN)
}
