/**
 * Sentences in lines that fit an ordinary terminal.
 *
 * @module
 */

/** The lines of a text, each at most so many characters wide where words allow it. */
export function lines(text: string, width: number): string[] {
  const found: string[] = []
  for (const word of text.split(' ')) {
    const last = found.at(-1)
    const joined = last === undefined ? word : `${last} ${word}`
    if (last === undefined || joined.length > width) found.push(word)
    else found[found.length - 1] = joined
  }
  return found
}

/** Comments that begin with `#`. A paragraph each. */
export function comments(...paragraphs: readonly string[]): string {
  return paragraphs.flatMap((text) => lines(text, 76).map((line) => `# ${line}\n`)).join('')
}
