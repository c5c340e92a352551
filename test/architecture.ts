/**
 * The direction of imports, as a table: which folder may stand on which. Nothing points upwards, so
 * the tree read from top to bottom is the way of a frame.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import ts from 'typescript'

/** One file of the sources. */
interface Module {
  /** From the repository's root, with `/`: `packages/zoetrope/src/frame/frame.ts`. */
  readonly path: string
  /** Folder inside `src`, or `''` for a file at its top. */
  readonly folder: string
  /** What stands in its imports and exports, as written. */
  readonly specifiers: readonly string[]
  readonly onlyReexports: boolean
}

/** Folder -> the folders, or single files, that it may import besides itself and the files at the top of `src`. */
type Directions = Readonly<Record<string, readonly string[]>>

const trunk = ['frame', 'multipart', 'broadcast', 'camera', 'viewer', 'handler']
const branches = [
  'live',
  'client',
  'picture',
  'placeholder',
  'sources',
  'focus',
  'thing',
  'element',
]

const library: Directions = {
  ...Object.fromEntries(trunk.map((folder, place) => [folder, trunk.slice(0, place)])),
  handler: [...trunk.slice(0, 5), 'live'],
  live: ['frame', 'multipart'],
  client: [
    ...['frame', 'multipart', 'live', 'broadcast/rate.ts', 'broadcast/wait.ts'],
    ...['camera/retry.ts', 'camera/source.ts', 'camera/watchdog.ts'],
  ],
  picture: ['frame'],
  placeholder: ['frame', 'picture', 'camera/placeholder.ts'],
  sources: ['frame', 'multipart', 'live', 'client', 'picture', 'camera/source.ts'],
  focus: ['frame', 'broadcast', 'camera', 'viewer/watched.ts'],
  thing: trunk,
  element: ['frame', 'multipart', 'live', 'client'],
  node: [...trunk, ...branches],
  'index.ts': [...trunk, ...branches],
}

/** Each of the server's folders attaches from outside; only `cli` wires them. */
const attached = [
  'access',
  'compat',
  'discovery',
  'events',
  'http',
  'integrate',
  'metrics',
  'motion',
  'probe',
  'record',
  'relay',
  'rendition',
]

const server: Directions = {
  ...Object.fromEntries(attached.map((folder) => [folder, attached])),
  cli: attached,
  'index.ts': [...attached, 'cli'],
}

const entryPoints = ['zoetrope', 'zoetrope/node', 'zoetrope/client', 'zoetrope/element']
const drawers = /^(utils?|utilities|helpers?|common|misc|types?|shared|lib)$/

/** Everything in the sources below `root` that goes against the design, a line each. */
export function violations(root: string): string[] {
  const parts = ['packages/zoetrope/src', 'packages/server/src', 'packages/server/web']
  const modules = parts.flatMap((part) => readModules(root, part))
  return [
    ...modules.flatMap((module) => [...drawer(module), ...barrel(module)]),
    ...modules.flatMap((module) => module.specifiers.flatMap((to) => wrongImport(module, to))),
    ...cycles(modules),
  ]
}

function readModules(root: string, part: string): Module[] {
  const folder = join(root, part)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .sort()
    .map((name) => readModule(root, part, relative(root, join(folder, name))))
}

function readModule(root: string, part: string, file: string): Module {
  const path = file.split(sep).join('/')
  const text = readFileSync(join(root, file), 'utf8')
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const first = posix.relative(part, path).split('/')
  return {
    path,
    folder: first.length > 1 ? (first[0] ?? '') : '',
    specifiers: ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName),
    onlyReexports: statements.some(isReexport) && statements.every(isImportOrExport),
  }
}

function isReexport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined
}

function isImportOrExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement)
}

function drawer({ path }: Module): string[] {
  const names = path
    .split('/')
    .slice(3)
    .map((name) => name.replace(/\..*$/, ''))
  return names
    .filter((name) => drawers.test(name))
    .map((name) => `${path}: "${name}" is a drawer; name it for the one thing it is about`)
}

function barrel({ path, onlyReexports }: Module): string[] {
  const isEntryPoint = /\/src\/((client|node|element)\/)?index\.ts$/.test(path)
  return onlyReexports && !isEntryPoint ? [`${path}: a barrel; only entry points re-export`] : []
}

function wrongImport(module: Module, specifier: string): string[] {
  const [, workspace = '', part] = module.path.split('/')
  const complain = (reason: string) => [`${module.path} imports ${specifier}: ${reason}`]
  if (!specifier.startsWith('.')) return wrongPackage(module, specifier).flatMap(complain)
  const home = `packages/${workspace}/${part}/`
  const target = posix.join(dirname(module.path), specifier)
  if (!target.startsWith(home)) return complain(`outside of ${home}`)
  if (part === 'web') return []
  const reason = wrongWay(workspace, module.path.slice(home.length), target.slice(home.length))
  return reason ? complain(reason) : []
}

function wrongPackage({ path, folder }: Module, specifier: string): string[] {
  if (path.startsWith('packages/zoetrope/')) {
    if (!specifier.startsWith('node:')) return ['the library has no dependencies']
    return folder === 'node' ? [] : ['only node/ may know Node']
  }
  if (path.startsWith('packages/server/web/')) {
    const isOpen = specifier === 'zoetrope/client' || specifier.startsWith('zoetrope/element')
    return isOpen ? [] : ['the page stands on zoetrope/client and zoetrope/element alone']
  }
  const isInside = specifier.startsWith('zoetrope/') && !entryPoints.includes(specifier)
  return isInside ? [`the library is imported by ${entryPoints.join(', ')} only`] : []
}

/** Why `from` may not import `to` (both inside `src`), or `undefined` when it may. */
function wrongWay(workspace: string, from: string, to: string): string | undefined {
  const directions = workspace === 'zoetrope' ? library : server
  const home = from.split('/')[0] ?? ''
  const target = to.split('/')[0] ?? ''
  if (to === 'index.ts') return 'nothing imports the entry point'
  if (home === target || !to.includes('/')) return undefined
  if (!from.includes('/') && from !== 'index.ts') return 'a file at the top stands on nothing'
  const allowed = directions[home]
  if (!allowed) return `${home} has no place in test/architecture.ts yet`
  if (allowed.includes(target) || allowed.includes(to)) return undefined
  return `${home} may stand on ${allowed.join(', ') || 'nothing'}`
}

/** Cycles of files, types included: what has to be read together should be one file. */
function cycles(modules: readonly Module[]): string[] {
  const imports = new Map(modules.map((module) => [module.path, relatives(module)]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path))
      found.push(`a cycle: ${[...way.slice(way.indexOf(path)), path].join(' -> ')}`)
    if (done.has(path) || way.includes(path)) return
    for (const next of imports.get(path) ?? []) visit(next, [...way, path])
    done.add(path)
  }
  for (const path of imports.keys()) visit(path, [])
  return found
}

function relatives({ path, specifiers }: Module): string[] {
  const inside = specifiers.filter((specifier) => specifier.startsWith('.'))
  return inside.map((specifier) => posix.join(dirname(path), specifier))
}
