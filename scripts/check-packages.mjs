/**
 * Packs both packages as they would be published and looks at what came out: the right files, entry
 * points that resolve with their types, and a command that starts where nothing else is installed.
 *
 *     node scripts/check-packages.mjs         (after a build)
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ name: string, tarball: string, files: string[], manifest: Record<string, any> }} Packed */

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'zoetrope-packages-'))
/** @type {string[]} */
const complaints = []

try {
  const library = pack('zoetrope')
  const server = pack('server')
  for (const packed of [library, server]) {
    inspectFiles(packed)
    run('publint', ['run', '--strict', packed.tarball])
    // The command's package has no types to resolve where it exports nothing.
    if (packed.manifest['exports'])
      run('attw', [packed.tarball, '--profile', 'esm-only', '--quiet'])
  }
  expect(!library.manifest['dependencies'], 'zoetrope: the library has no dependencies')
  const bundle = 'dist/element/zoetrope-view.js'
  expect(library.files.includes(bundle), `zoetrope: ${bundle} is missing`)
  const page = ['dist/web/index.html', 'dist/web/viewer.html', 'dist/web/zoetrope-view.js']
  for (const file of page) expect(server.files.includes(file), `server: ${file} is missing`)
  tryInstalled([library, server])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const complaint of complaints) console.log(complaint)
if (complaints.length > 0) process.exitCode = 1

/**
 * @param {boolean} holds
 * @param {string} complaint
 */
function expect(holds, complaint) {
  if (!holds) complaints.push(complaint)
}

/**
 * @param {string} name Of a folder in packages/.
 * @returns {Packed}
 */
function pack(name) {
  const path = `${root}packages/${name}`
  const [result] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], path),
  )
  const manifest = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'))
  /** @type {{ path: string }[]} */
  const files = result.files
  const paths = files.map((file) => file.path)
  console.log(`${result.id}: ${paths.length} files, ${Math.round(result.size / 1024)} KB packed`)
  return { name, tarball: join(folder, result.filename), files: paths, manifest }
}

/**
 * Only what was built from a source that still exists, the licence, and what npm adds.
 *
 * @param {Packed} packed
 */
function inspectFiles({ name, files }) {
  expect(files.includes('LICENSE'), `${name}: LICENSE is missing`)
  for (const file of files) {
    const source = file.replace(/^dist\//, 'src/').replace(/\.(d\.ts|js)$/, '.ts')
    const isBundle = file === 'dist/element/zoetrope-view.js'
    const isBuilt = !isBundle && /^dist\/(?!web\/).*\.(d\.ts|js)$/.test(file)
    const isOrphan = isBuilt && !existsSync(`${root}packages/${name}/${source}`)
    expect(!isOrphan, `${name}: ${file} has no source any more; delete dist and build again`)
    const isOther =
      !isBuilt && !isBundle && !/^(dist\/web|bin)\/|^(package\.json|README\.md|LICENSE)$/.test(file)
    expect(!isOther, `${name}: ${file} should not be published`)
  }
}

/**
 * Installs the tarballs in an empty folder and uses them as a stranger would.
 *
 * @param {Packed[]} packed
 */
function tryInstalled(packed) {
  const home = join(folder, 'stranger')
  const imports = packed.flatMap(({ manifest }) => entryPoints(manifest))
  const lines = imports.map((name) => `await import('${name}')`)
  const tarballs = packed.map(({ tarball }) => tarball)
  npm(
    ['install', '--prefix', home, '--no-audit', '--no-fund', '--prefer-offline', ...tarballs],
    folder,
  )
  writeFileSync(join(home, 'all.mjs'), lines.join('\n'))
  expect(succeeds('node', [join(home, 'all.mjs')]), `cannot import ${imports.join(', ')}`)
  const command = join(home, 'node_modules/@zoetrope/server/bin/zoetrope.js')
  expect(succeeds('node', [command, '--help']), 'zoetrope --help fails where it is installed')
}

/**
 * @param {Record<string, any>} manifest
 * @returns {string[]}
 */
function entryPoints(manifest) {
  const exported = Object.keys(manifest['exports'] ?? {}).filter((key) => !key.endsWith('.json'))
  return exported.map((key) => manifest['name'] + key.slice(1))
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {string} What npm wrote.
 */
function npm(args, cwd) {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ${args[0]} failed: ${stderr}${stdout}`)
  return stdout
}

/**
 * Runs one of the tools of the house; its output is the complaint.
 *
 * @param {string} tool
 * @param {string[]} args
 */
function run(tool, args) {
  const path = `${root}node_modules/.bin/${tool}`
  const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8' })
  expect(status === 0, `${tool} ${args.join(' ')}\n${stdout}${stderr}`)
}

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {boolean}
 */
function succeeds(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 })
  if (status !== 0) console.log(`${stdout}${stderr}`)
  return status === 0
}
