/**
 * Reads a configuration file. Whatever is wrong with it is said at once, each with the line and
 * column where it stands.
 *
 * @module
 */
import { readFile } from 'node:fs/promises'
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { type Complaint, complaintsOf, pathText, valueAt } from './complaint.ts'
import {
  type Configuration,
  configurationJsonSchema,
  configurationSchema,
} from './configuration.ts'
import { substitute } from './environment.ts'
import { Failure, withoutCredentials } from './failure.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Reads and checks the file at `path`. @throws {Failure} that names everything wrong in it. */
export async function readConfiguration(
  path: string,
  environment: Environment = process.env,
): Promise<Configuration> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT'
    const reason = missing ? `there is no file ${path}` : `cannot read ${path}: ${error.message}`
    throw new Failure(`${reason}; --config takes a YAML file`, { exitCode: 2, cause: error })
  })
  return parseConfiguration(text, path, environment)
}

/**
 * Checks the text of a configuration file.
 *
 * @param path is only for the messages.
 * @throws {Failure} that names everything wrong in it.
 */
export function parseConfiguration(
  text: string,
  path: string,
  environment: Environment = process.env,
): Configuration {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const file: File = { text, path, lines, document }
  const broken = document.errors.map(({ pos, message }) => at(file, pos[0], sentence(message)))
  if (broken.length > 0) throw failure(path, broken)

  const unset = substitute(document, environment).map(({ variable, scalar }) => {
    const advice = `${variable} is not set in the environment; set it, or write $\${ for a plain \${`
    return at(file, scalar.range?.[0], advice)
  })
  if (unset.length > 0) throw failure(path, unset)

  const value = withoutEmptySections(plainValue(file))
  const checked = configurationSchema.safeParse(value)
  if (checked.success) return checked.data
  const complaints = complaintsOf(checked.error, value, keysAt)
  throw failure(
    path,
    complaints.map((complaint) => locate(file, complaint, value)),
  )
}

interface File {
  readonly text: string
  readonly path: string
  readonly lines: LineCounter
  readonly document: Document
}

interface Located {
  readonly offset: number
  readonly text: string
}

function failure(path: string, problems: readonly Located[]): Failure {
  const lines = [...problems].sort((a, b) => a.offset - b.offset).map(({ text }) => `  ${text}`)
  const count = lines.length === 1 ? 'an error' : `${lines.length} errors`
  return new Failure(`${count} in ${path}\n${lines.join('\n')}`, { exitCode: 2 })
}

function at(file: File, offset = 0, text = ''): Located {
  const { line, col } = file.lines.linePos(offset)
  return { offset, text: `${file.path}:${line}:${col} ${text}` }
}

function locate(file: File, complaint: Complaint, value: unknown): Located {
  const { path, aboutKey, text } = complaint
  const node = aboutKey ? keyNode(file.document, path) : nodeAt(file.document, path)
  const name = pathText(path) || 'the file'
  if (aboutKey) return at(file, node?.range?.[0], `${name} ${text}`)
  const found = valueAt(value, path) === undefined ? 'nothing' : shown(file, node)
  const isHidden =
    path.some((key) => SECRET.includes(String(key))) && !/^"?\$\{\w+\}"?$/.test(found)
  const got = isHidden ? 'something else' : found
  return at(file, node?.range?.[0], `${name}: ${text}, got ${got}`)
}

/** Keys of what is shown as the name of a variable only: an error ends up in a log. */
const SECRET: readonly string[] = ['secret', 'headers']

/** The text as it stands in the file, so that no secret shows that came from the environment. */
function shown(file: File, node: Node | undefined): string {
  if (!isScalar(node)) return isMap(node) ? 'settings' : 'a list'
  const [start, end] = node.range ?? [0, 0]
  const text = file.text.slice(start, end).replace(/\s+/g, ' ').trim()
  if (text === '' || text === '~' || text === 'null') return 'nothing'
  return withoutCredentials(text.length > 60 ? `${text.slice(0, 57)}...` : text)
}

/** The node at a path, or the nearest one around it. */
function nodeAt(document: Document, path: readonly PropertyKey[]): Node | undefined {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node)) return node
  }
  return undefined
}

function keyNode(document: Document, path: readonly PropertyKey[]): Node | undefined {
  const map = nodeAt(document, path.slice(0, -1))
  const key = String(path.at(-1))
  if (!isMap(map)) return map
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
  return isNode(pair?.key) ? pair.key : map
}

function plainValue(file: File): unknown {
  try {
    return file.document.toJS() ?? {}
  } catch (error) {
    // Aliases without an anchor, or so many that the file would explode.
    throw failure(file.path, [at(file, 0, error instanceof Error ? error.message : String(error))])
  }
}

/** A section of which every line is commented out is as good as none. */
function withoutEmptySections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null))
}

/** The keys that the settings at `path` may have, from the JSON Schema. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const inside = path.reduce<unknown>(
    (schema, key) =>
      settingsSchema(schema, 'properties', key) ??
      settingsSchema(schema, 'additionalProperties') ??
      settingsSchema(schema, 'items'),
    configurationJsonSchema(),
  )
  const properties = valueAt(inside, ['properties'])
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

function settingsSchema(schema: unknown, ...path: readonly PropertyKey[]): unknown {
  const inner = valueAt(schema, path)
  const choices = valueAt(inner, ['anyOf'])
  if (!Array.isArray(choices)) return inner
  return choices.find((choice: unknown) => valueAt(choice, ['type']) === 'object')
}

function sentence(message: string): string {
  const [first = ''] = message.split('\n')
  // What the parser takes for a key is mostly a source: `camera: pattern:`.
  const advice = /compact mappings/.test(first)
    ? '; a text with a colon at its end, or before a space, needs quotes: "pattern:"'
    : ''
  return `${first.trim()}${advice}`
}
