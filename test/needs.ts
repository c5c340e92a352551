/**
 * What a test needs of the machine. A test whose need is missing skips, says why, and names the
 * command that would install it; CI compares the tests that ran with a committed list, so that a
 * skip cannot pass for a success there.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Program -> the Debian package that brings it. */
const packages: Record<string, string> = {
  ffmpeg: 'ffmpeg',
  ffprobe: 'ffmpeg',
  'v4l2-ctl': 'v4l-utils',
  chromium: 'chromium',
  'firefox-esr': 'firefox-esr',
  'gst-launch-1.0': 'gstreamer1.0-tools gstreamer1.0-plugins-good',
  cvlc: 'vlc-bin vlc-plugin-base',
  mpv: 'mpv',
  curl: 'curl',
  python3: 'python3',
  ustreamer: 'ustreamer',
  nginx: 'nginx',
  caddy: 'caddy',
  'systemd-analyze': 'systemd',
  cc: 'gcc',
}

const told = new Set<string>()

/** Whether all these programs are on the PATH; says once what is missing and how to get it. */
export function needs(...programs: string[]): boolean {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0)
  for (const program of missing) {
    if (told.has(program)) continue
    told.add(program)
    console.warn(`skipped: ${program} is missing; apt-get install ${packages[program] ?? program}`)
  }
  return missing.length === 0
}

/**
 * The path of one of the measuring tools that live beside the repository, or `undefined` (said once).
 * Found in the folder that `ZOETROPE_TOOLS` names, else in `../shared/tools`.
 */
export function tool(name: string): string | undefined {
  const folder =
    process.env['ZOETROPE_TOOLS'] ?? fileURLToPath(new URL('../../shared/tools', import.meta.url))
  const path = `${folder}/${name}`
  if (existsSync(path)) return path
  if (!told.has(name)) {
    told.add(name)
    console.warn(`skipped: the tool ${name} is not here; set ZOETROPE_TOOLS to its folder`)
  }
  return undefined
}
