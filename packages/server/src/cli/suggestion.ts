/**
 * What somebody probably meant: the known word with the fewest slips of the finger between.
 *
 * @module
 */

/** The candidate nearest to `word`, or `undefined` when none is near enough to be what was meant. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const asked = word.toLowerCase()
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(asked.length / 3)) + 1
  for (const candidate of candidates) {
    const slips = distance(asked, candidate.toLowerCase())
    if (slips >= fewest) continue
    fewest = slips
    best = candidate
  }
  return best
}

/** How many letters to insert, remove, replace or swap with their neighbour. */
function distance(left: string, right: string): number {
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row += 1) {
    const line = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      line[column] = Math.min(
        at(above, column) + 1,
        at(line, column - 1) + 1,
        at(above, column - 1) + same,
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = above
    above = line
  }
  return at(above, right.length)
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY
}
