/**
 * The boundary as a `Content-Type` names it. Servers write it in every way there is, so this reads
 * parameters by hand and forgives.
 *
 * @module
 */

/**
 * The boundary that a `Content-Type` (or a bare list of parameters) names, as it stands there: with
 * leading dashes, if the server took them for a part of it. `undefined` when it names none.
 *
 * @example
 * boundaryOf('multipart/x-mixed-replace;Boundary = "--frame" ; charset=utf-8') // '--frame'
 */
export function boundaryOf(contentType: string): string | undefined {
  for (const parameter of parametersOf(contentType)) {
    const equals = parameter.indexOf('=')
    if (parameter.slice(0, Math.max(equals, 0)).trim().toLowerCase() !== 'boundary') continue
    const boundary = unquote(parameter.slice(equals + 1).trim())
    if (boundary) return boundary
  }
  return undefined
}

/** Splits at every semicolon outside quotes. */
function parametersOf(contentType: string): string[] {
  const parameters: string[] = []
  let from = 0
  let quoted = false
  for (let at = 0; at < contentType.length; at += 1) {
    const letter = contentType[at]
    if (quoted && letter === '\\') at += 1
    else if (letter === '"') quoted = !quoted
    else if (letter === ';' && !quoted) {
      parameters.push(contentType.slice(from, at))
      from = at + 1
    }
  }
  parameters.push(contentType.slice(from))
  return parameters
}

/** The text inside quotes; a quote that is never closed ends with the text. */
function unquote(text: string): string {
  if (!text.startsWith('"')) return text
  const end = /^"(?:[^"\\]|\\.)*/.exec(text)?.[0] ?? text
  return end.slice(1).replace(/\\(.)/g, '$1').trim()
}
