/**
 * What is wrong with the pictures of a stream, each told once.
 *
 * @module
 */
import { type Finding, findingIf } from './finding.ts'
import type { Picture } from './picture.ts'
import { Tally } from './tally.ts'

/** What is wrong with pictures, in the order in which they came. */
export function pictureFindings(pictures: readonly Picture[]): Finding[] {
  const tally = new Tally('frames')
  for (const { flaws } of pictures) {
    for (const { code, seen } of flaws) tally.note(true, code, seen)
  }
  const shown = pictures.filter(({ width }) => width > 0)
  const sizes = new Set(shown.map(({ width, height }) => `${width}x${height}`))
  const changes = `the picture changes between ${[...sizes].join(', ')}`
  return [...tally.findings(pictures.length), ...findingIf(sizes.size > 1, 'SIZE_CHANGES', changes)]
}
