/**
 * Installs what the tests talk to: system programs (encoders, players, browsers, a proxy), and the
 * frameworks and runtimes of test/adapters.
 *
 * Nothing here is needed to run Zoetrope itself. On Debian and Ubuntu, as root, missing packages
 * are installed; elsewhere the command is printed and the tests that need them skip, saying so.
 * The frameworks lie in a folder of their own, so that `npm ci && npm start` stays quick.
 *
 *     node scripts/setup-system.mjs
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const packages = [
  // Makes and reads streams: sources, the V4L2 tools, the readers that must all understand us.
  'ffmpeg',
  'v4l-utils',
  'gstreamer1.0-tools',
  'gstreamer1.0-plugins-base',
  'gstreamer1.0-plugins-good',
  'gstreamer1.0-plugins-bad',
  'vlc-bin',
  'vlc-plugin-base',
  'mpv',
  'python3-opencv',
  'python3-requests',
  'python3-aiohttp',
  'python3-httpx',
  'motion',
  'ustreamer',
  'curl',
  'wget',
  'openssl',
  // Another shell, for the guard of child processes.
  'busybox',
  // An RTSP server of a dozen lines of Python.
  'gstreamer1.0-rtsp',
  'gir1.2-gst-rtsp-server-1.0',
  'python3-gi',
  // A browser of services that are announced to the network.
  'python3-zeroconf',
  // The page.
  'chromium',
  'chromium-headless-shell',
  'firefox-esr',
  'webkit2gtk-driver',
  'xvfb',
  'fonts-dejavu-core',
  // Proxies in front, what judges units, and what the measuring tools are compiled with.
  'nginx',
  'caddy',
  'systemd',
  'iproute2',
  'gcc',
  'libc6-dev',
  // What browsers decode JPEG with: it judges the frames that the gate lets pass.
  'libjpeg62-turbo-dev',
]

const missing = absent(packages)
if (missing.length > 0) {
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`
  if (!existsSync('/usr/bin/dpkg-query')) {
    console.log('setup: not Debian or Ubuntu; tests whose programs are missing will skip.')
    console.log(`setup: there it would be: ${command}`)
  } else if (process.getuid?.() !== 0) {
    console.log(`setup: ${missing.length} packages are missing and their tests will skip. Run:`)
    console.log(`  sudo ${command}`)
  } else {
    install(missing)
  }
}

const adapters = fileURLToPath(new URL('../test/adapters', import.meta.url))
if (!isInstalled(adapters)) installFrameworks(adapters)

/**
 * Those of `names` that are not installed. All of them where there is no dpkg.
 *
 * @param {string[]} names
 * @returns {string[]}
 */
function absent(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const query = ['-W', '-f', '${db:Status-Status} ${Package}\n', ...names]
  const { stdout } = spawnSync('dpkg-query', query, { encoding: 'utf8' })
  const installed = new Set()
  for (const line of (stdout ?? '').split('\n')) {
    const [status, name] = line.split(' ')
    if (status === 'installed') installed.add(name)
  }
  return names.filter((name) => !installed.has(name))
}

/**
 * Installs `names`; fetches the package lists only when the ones at hand do not know them or lead nowhere.
 *
 * @param {string[]} names
 */
function install(names) {
  console.log(`setup: installing ${names.length} packages for the tests: ${names.join(' ')}`)
  const known = names.every((name) => apt('cache', 'show', name) === 0)
  if (known && apt('get', 'install', ...names) === 0) return
  console.log('setup: fetching the package lists')
  const updated = apt('get', 'update')
  const installed = apt('get', 'install', ...names)
  if (installed === 0) return
  console.error(`setup: apt-get failed (update: ${updated}, install: ${installed})`)
  console.error('setup: tests whose programs are missing will skip')
  // Where every test has to run, a test environment that is not whole is a failure.
  if (process.env['CI'] === 'true') process.exitCode = 1
}

/**
 * Whether everything that the lock file of a folder names is installed there, in its version.
 * Optional packages are for other platforms, mostly, and come with those that want them.
 *
 * @param {string} folder
 */
function isInstalled(folder) {
  const installed = `${folder}/node_modules/.package-lock.json`
  if (!existsSync(installed)) return false
  const present = packagesOf(installed)
  return Object.entries(packagesOf(`${folder}/package-lock.json`)).every(
    ([path, { version, optional }]) => !path || optional || present[path]?.version === version,
  )
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages
}

/** @param {string} folder */
function installFrameworks(folder) {
  console.log('setup: installing the frameworks and runtimes of test/adapters (600 MB, once)')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    // npm is a .cmd file on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  console.error(`setup: npm ci failed in test/adapters (${status}); its tests will skip`)
  if (process.env['CI'] === 'true') process.exitCode = 1
}

/**
 * Runs apt-get or apt-cache and gives its exit code. Shows the output only of a failed apt-get.
 *
 * @param {'get' | 'cache'} program
 * @param {string} action
 * @param {string[]} names
 * @returns {number | null}
 */
function apt(program, action, ...names) {
  const options =
    action === 'install' ? ['--yes', '--quiet', '--no-install-recommends', '--no-upgrade'] : ['-qq']
  // Another apt (unattended upgrades) may hold the lock for a while.
  const lock = program === 'get' ? ['-o', 'DPkg::Lock::Timeout=300'] : []
  const { status, stdout, stderr } = spawnSync(
    `apt-${program}`,
    [...lock, ...options, action, ...names],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  )
  if (status !== 0 && program === 'get') {
    const output = `${stdout}${stderr}`.trimEnd().split('\n').slice(-20)
    console.error(output.join('\n'))
  }
  return status
}
