/**
 * Colours for a terminal: functions from text to text, which do nothing where colours are not
 * wanted, so that nobody has to ask twice.
 *
 * @module
 */

/** Styles a text, or leaves it alone. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

/** Styles with ANSI escapes if `enabled`, else returns every text as it is. */
export function paint(enabled: boolean): Paint {
  const style =
    (on: number, off: number) =>
    (text: string): string =>
      enabled && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
  }
}

/** Whether to colour: on a terminal that can, unless NO_COLOR (https://no-color.org) is set. */
export function wantsColour(
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (environment['NO_COLOR']) return false
  return stream.isTTY === true && environment['TERM'] !== 'dumb'
}
