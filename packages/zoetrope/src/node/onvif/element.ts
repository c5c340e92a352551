/**
 * XML as cameras write it, read with care: elements by their local names, because everybody chooses
 * other prefixes, and nothing of what makes XML dangerous (document types, entities of one's own).
 *
 * @module
 */

/** One element. */
export interface Element {
  /** Without its prefix. */
  readonly name: string
  /** By names without prefixes. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Element[]
  /** What stands directly in it, without the white space around it. */
  readonly text: string
}

/** An element that is being read. */
interface Open extends Element {
  readonly children: Element[]
  text: string
}

const MAX_LENGTH = 512 * 1024
const MAX_ELEMENTS = 20_000
const MAX_DEPTH = 64

const TAG = /<(\/?)([\w:.-]+)((?:[^<>"'/]|"[^"]*"|'[^']*'|\/(?!>))*)(\/?)>/y
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
/** What is left out: opening -> closing. */
const ASIDES = [
  ['<?', '?>'],
  ['<!--', '-->'],
] as const

/** Reads a document. `undefined` where it is not well-formed, too large, or more than plain elements. */
export function parseElement(document: string): Element | undefined {
  if (document.length > MAX_LENGTH) return undefined
  try {
    return new Reader(document).read()
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** All elements of that name below `element`, in their order. */
export function* descendants(
  element: Element | undefined,
  name: string,
): Generator<Element, void, void> {
  for (const child of element?.children ?? []) {
    if (child.name === name) yield child
    yield* descendants(child, name)
  }
}

/** The first element below `element` at the end of that path, however deep it begins. */
export function first(element: Element | undefined, ...path: string[]): Element | undefined {
  const [name, ...rest] = path
  if (name === undefined) return element
  for (const found of descendants(element, name)) {
    const end = first(found, ...rest)
    if (end) return end
  }
  return undefined
}

/** The text of the first such element; `undefined` where there is none, or nothing in it. */
export function textOf(element: Element | undefined, ...path: string[]): string | undefined {
  return first(element, ...path)?.text || undefined
}

/** Text as it may stand in a document. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

class Malformed extends Error {}

class Reader {
  readonly #text: string
  readonly #root: Open = made('')
  readonly #open: Open[] = [this.#root]
  #at = 0
  #elements = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Element | undefined {
    while (this.#at < this.#text.length) this.#token()
    if (this.#open.length !== 1) throw new Malformed()
    close(this.#root)
    const { children, text } = this.#root
    return children.length === 1 && text === '' ? children[0] : undefined
  }

  #token(): void {
    const text = this.#text
    if (text[this.#at] !== '<') return this.#say(decoded(this.#upTo('<')))
    if (text.startsWith('<![CDATA[', this.#at)) {
      this.#at += '<![CDATA['.length
      this.#say(this.#upTo(']]>'))
      this.#at += ']]>'.length
      return
    }
    const aside = ASIDES.find(([opening]) => text.startsWith(opening, this.#at))
    if (!aside) return this.#tag()
    this.#upTo(aside[1])
    this.#at += aside[1].length
  }

  #tag(): void {
    TAG.lastIndex = this.#at
    const [whole, end, name = '', attributes = '', empty] = TAG.exec(this.#text) ?? []
    if (whole === undefined) throw new Malformed()
    this.#at = TAG.lastIndex
    if (end) return this.#close(name)
    this.#elements += 1
    if (this.#elements > MAX_ELEMENTS || this.#open.length > MAX_DEPTH) throw new Malformed()
    const element = made(local(name), attributes)
    this.#open.at(-1)?.children.push(element)
    this.#open.push(element)
    if (empty) this.#close(name)
  }

  #close(name: string): void {
    const element = this.#open.pop()
    if (!element || element === this.#root || element.name !== local(name)) throw new Malformed()
    close(element)
  }

  #say(text: string): void {
    const element = this.#open.at(-1)
    if (element) element.text += text
  }

  /** The text up to there. What should close and never does is an error; the document's own end is none. */
  #upTo(mark: string): string {
    const found = this.#text.indexOf(mark, this.#at)
    if (found < 0 && mark !== '<') throw new Malformed()
    const end = found < 0 ? this.#text.length : found
    const text = this.#text.slice(this.#at, end)
    this.#at = end
    return text
  }
}

function made(name: string, attributes = ''): Open {
  const pairs = Array.from(attributes.matchAll(ATTRIBUTE), (match): [string, string] => {
    const [, key = '', double, single = ''] = match
    return [local(key), decoded(double ?? single)]
  })
  return { name, attributes: new Map(pairs), children: [], text: '' }
}

function close(element: Open): void {
  element.text = element.text.trim()
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return NAMED[name] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
      return code <= 0x10ffff ? String.fromCodePoint(code) : ''
    },
  )
}
