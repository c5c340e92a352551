/**
 * Builds both packages, the library first.
 *
 *     node scripts/build.mjs              always
 *     node scripts/build.mjs --if-needed  only when a source is newer than the last build
 *
 * Even an incremental `tsc --build` takes a second to find that nothing changed; comparing times of
 * modification takes milliseconds, and `npm start` runs this every time.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${root}node_modules/.cache/zoetrope-build`
const inputs = ['packages', 'package-lock.json', 'tsconfig.base.json']
const outputs = ['packages/zoetrope/dist/node/index.js', 'packages/server/dist/cli/main.js']
const notInputs = new Set(['node_modules', 'dist', 'test'])

if (!process.argv.includes('--if-needed') || isNeeded()) build()

/** Whether an output is missing or an input changed since the last build began. */
function isNeeded() {
  if (!existsSync(stamp) || !outputs.every((path) => existsSync(root + path))) return true
  const built = statSync(stamp).mtimeMs
  return inputs.some((path) => isNewer(root + path, built))
}

/**
 * Whether a file, or anything in a folder, was modified after `time`.
 *
 * A folder's own time counts too: it is what changes when a file is deleted.
 *
 * @param {string} path
 * @param {number} time Milliseconds since the Unix epoch.
 * @returns {boolean}
 */
function isNewer(path, time) {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs > time
  // A package's own folder changes with every dist/ and log that comes and goes: only what is in it counts.
  const isPackage = existsSync(`${path}/package.json`)
  if (!isPackage && stats.mtimeMs > time) return true
  return readdirSync(path).some((name) => !notInputs.has(name) && isNewer(`${path}/${name}`, time))
}

function build() {
  const began = new Date()
  for (const workspace of ['zoetrope', '@zoetrope/server']) {
    console.log(`building ${workspace}`)
    const { status } = spawnSync('npm', ['run', '--silent', 'build', '--workspace', workspace], {
      cwd: root,
      stdio: 'inherit',
      // npm is a .cmd file on Windows, which only a shell can start.
      shell: process.platform === 'win32',
    })
    if (status !== 0) process.exit(status ?? 1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, '')
  // What was edited while the build ran is newer than the stamp, and so built next time.
  utimesSync(stamp, began, began)
}
