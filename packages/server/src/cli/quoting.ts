/**
 * Commands as somebody could paste them into a shell.
 *
 * @module
 */

/** One word, quoted where a shell would take it apart: POSIX shells, or `cmd` on Windows. */
export function quote(word: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (platform === 'win32') return `"${word.replaceAll('"', '""')}"`
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** The words of a command in one line, each quoted if it must be. */
export function commandLine(words: readonly string[], platform?: NodeJS.Platform): string {
  return words.map((word) => quote(word, platform)).join(' ')
}
