/**
 * Other people's programs that play MJPEG, each asked for frames in its own way. What counts is
 * pictures that differ, not a status code: every maker resolves to one hash per decoded frame.
 *
 * @module
 */
import { type ChildProcess, execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const timeout = 60_000

/** Debian's Python, which sees Debian's packages; the one on the PATH may be another. */
export const PYTHON = '/usr/bin/python3'

/** Frames decoded by ffmpeg. @param input options before `-i`, such as the demuxer to use. */
export async function ffmpegFrames(url: string, count: number, input: string[]): Promise<string[]> {
  const output = ['-frames:v', `${count}`, '-f', 'framemd5', '-']
  const args = ['-v', 'error', ...input, '-i', url, ...output]
  const { stdout } = await run('ffmpeg', args, { timeout })
  const lines = stdout.split('\n').filter((line) => line && !line.startsWith('#'))
  return lines.map((line) => line.split(',').at(-1)?.trim() ?? '')
}

/** Frames of a recording that ffmpeg made without decoding them, decoded when it plays. */
export async function recordedFrames(url: string, count: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-recording-'))
  try {
    const file = join(folder, 'recording.mkv')
    const output = ['-c', 'copy', '-frames:v', `${count}`, file]
    await run('ffmpeg', ['-v', 'error', '-i', url, ...output], { timeout })
    return await ffmpegFrames(file, count, [])
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Frames as ffprobe's demuxer gives them, not decoded. */
export async function ffprobeFrames(url: string, count: number): Promise<string[]> {
  const show = ['-show_packets', '-show_data_hash', 'md5', '-show_entries', 'packet=data_hash']
  const args = ['-v', 'error', '-read_intervals', `%+#${count}`, ...show, '-of', 'csv=p=0', url]
  const { stdout } = await run('ffprobe', args, { timeout })
  return stdout.trim().split('\n')
}

/** What ffprobe says of the first video stream after `count` frames. */
export async function ffprobeStream(
  url: string,
  count: number,
  input: string[],
): Promise<Record<string, unknown>> {
  const entries = 'stream=codec_name,width,height,nb_read_frames'
  const frames = ['-read_intervals', `%+#${count}`, '-count_frames']
  const args = ['-v', 'error', ...input, ...frames, '-show_entries', entries, '-of', 'json', url]
  const { stdout } = await run('ffprobe', args, { timeout })
  return JSON.parse(stdout).streams[0]
}

/** Frames decoded by GStreamer's multipartdemux and jpegdec. */
export function gstreamerFrames(url: string, count: number): Promise<string[]> {
  return inFolder(async (folder) => {
    const pipeline = [
      ['souphttpsrc', `location=${url}`],
      ['multipartdemux'],
      ['identity', `eos-after=${count + 1}`],
      ['jpegdec'],
      ['jpegenc'],
      ['multifilesink', `location=${folder}/%05d.jpg`],
    ]
    const words = pipeline.flatMap((element, at) => (at === 0 ? element : ['!', ...element]))
    await run('gst-launch-1.0', ['-q', ...words], { timeout })
  })
}

/** Frames decoded by OpenCV's VideoCapture. */
export async function opencvFrames(url: string, count: number): Promise<string[]> {
  const script = [
    'import cv2, hashlib, sys',
    'capture = cv2.VideoCapture(sys.argv[1])',
    'for n in range(int(sys.argv[2])):',
    '    ok, frame = capture.read()',
    '    if not ok: sys.exit("no frame %d" % n)',
    '    print(hashlib.md5(frame.tobytes()).hexdigest())',
  ].join('\n')
  const { stdout } = await run(PYTHON, ['-c', script, url, `${count}`], { timeout })
  return stdout.trim().split('\n')
}

/**
 * Frames that VLC showed, at least `count` of them different. It refuses to run as root, so it runs
 * as nobody there; and it would play for ever, so it is ended once it has saved enough. (It saves
 * what is on the screen at the screen's rate, so the first frame many times over.)
 */
export function vlcFrames(url: string, count: number): Promise<string[]> {
  return inFolder(async (folder) => {
    const scene = ['--video-filter=scene', '--scene-format=jpg', `--scene-path=${folder}`]
    const quiet = ['-q', '--no-audio', '--vout=dummy', '--scene-ratio=1']
    const vlc = ['cvlc', ...quiet, ...scene, url]
    const [program = '', ...args] = asAnybody(vlc)
    const playing = run(program, args, { timeout, env: { ...process.env, HOME: folder } })
    const shown = async (): Promise<number> => new Set(await hashesIn(folder)).size
    while (isRunning(playing.child) && (await shown()) <= count) await pause(200)
    playing.child.kill()
    await playing.catch(() => undefined)
  })
}

/** A command as nobody runs it where we are root, which VLC does not want to be. */
export function asAnybody(command: readonly string[]): readonly string[] {
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  return process.getuid?.() === 0 ? [...nobody, ...command] : command
}

/** Frames decoded by mpv. */
export function mpvFrames(url: string, count: number): Promise<string[]> {
  return inFolder(async (folder) => {
    const output = ['--vo=image', `--vo-image-outdir=${folder}`, '--vo-image-format=jpg']
    const quiet = ['--no-config', '--really-quiet', '--no-audio']
    await run('mpv', [...quiet, ...output, `--frames=${count}`, url], { timeout })
  })
}

/** What curl received until the time was up, as latin1 text. */
export async function curlBody(
  url: string,
  seconds: number,
  ...options: string[]
): Promise<string> {
  const args = ['-s', '-i', '--max-time', `${seconds}`, ...options, url]
  const settings = { timeout, encoding: 'latin1', maxBuffer: 2 ** 30 } as const
  // An endless body always ends by the time limit, which curl reports as failure 28.
  const { stdout } = await run('curl', args, settings).catch((error) => {
    if (error.code === 28) return error
    throw error
  })
  return stdout
}

/** The hashes of the pictures that `play` leaves in a folder, which is gone afterwards. */
export async function inFolder(play: (folder: string) => Promise<void>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-player-'))
  await chmod(folder, 0o777)
  try {
    await play(folder)
    return await hashesIn(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The hashes of the JPEGs in a folder, by their names. */
export async function hashesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg'))
  const pictures = await Promise.all(names.sort().map((name) => readFile(join(folder, name))))
  return pictures.map((picture) => pictureHash(picture))
}

/**
 * The hash of a JPEG's picture, from its first table on: some programs write the time before it, with
 * which a picture that stands still would look as if it changed.
 */
export function pictureHash(jpeg: Uint8Array): string {
  const table = Buffer.from(jpeg).indexOf(Buffer.of(0xff, 0xdb))
  return createHash('md5')
    .update(jpeg.subarray(Math.max(table, 0)))
    .digest('hex')
}

/** Whether a program has neither ended nor been ended. */
export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}
