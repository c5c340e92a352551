/**
 * The table of other people's servers that Zoetrope takes pictures from, each run as its users run it.
 *
 * @module
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asAnybody } from '../e2e/players.ts'
import { freePort, serve } from '../e2e/running.ts'
import { versionOf } from './client.ts'
import { startMjpgStreamer } from './mjpg-streamer.ts'

/** A server that runs, or will in a moment. Stop it when done. */
export interface Serving {
  readonly url: string
  stop(): Promise<void>
}

/** One row of the table. */
export interface Upstream {
  readonly name: string
  /** What installs it: Debian's package. */
  readonly from: string
  /** How it is run, in a few words. */
  readonly asked: string
  /** What it says of its version; `undefined` where it is missing. */
  version(): string | undefined
  /** Runs it with a video that changes from frame to frame. */
  start(): Promise<Serving>
}

const VIDEO = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25']

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function startFfmpeg(): Promise<Serving> {
  const url = `http://127.0.0.1:${await freePort()}/`
  const output = ['-f', 'mpjpeg', '-listen', '1', url]
  const child = spawn('ffmpeg', ['-v', 'error', '-re', ...VIDEO, ...output], { stdio: 'ignore' })
  return { url, stop: () => end(child) }
}

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zoetrope-upstream-'))
  await chmod(folder, 0o777)
  return folder
}

/** It plays a video of JPEGs over and over; Debian's cannot make them by itself. */
async function startVlc(): Promise<Serving> {
  const folder = await openFolder()
  const clip = join(folder, 'clip.mkv')
  execFileSync('ffmpeg', ['-v', 'error', ...VIDEO, '-t', '20', '-c:v', 'mjpeg', clip])
  const at = `127.0.0.1:${await freePort()}/stream`
  const boundary = '7b3cc56e5f51db803f790dad720ed50a'
  const access = `http{mime=multipart/x-mixed-replace;boundary=${boundary}}`
  const output = `#standard{access=${access},mux=mpjpeg,dst=${at}}`
  const words = ['cvlc', '-q', '--no-audio', '--loop', clip, '--sout', output]
  const [program = '', ...args] = asAnybody(words)
  const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, HOME: folder } })
  const stop = async (): Promise<void> => {
    await end(child)
    await rm(folder, { recursive: true })
  }
  return { url: `http://${at}`, stop }
}

/** Its camera is a network camera: another Zoetrope. */
async function startMotion(): Promise<Serving> {
  const folder = await openFolder()
  const camera = await serve(['pattern:?fps=25'])
  const port = await freePort()
  const settings = [
    `netcam_url ${camera.url}/stream`,
    `target_dir ${folder}`,
    ...['width 640', 'height 480', 'framerate 25', 'picture_output off', 'movie_output off'],
    ...[`stream_port ${port}`, 'stream_localhost on', 'stream_maxrate 25', 'webcontrol_port 0'],
    '',
  ]
  const file = join(folder, 'motion.conf')
  await writeFile(file, settings.join('\n'))
  const child = spawn('motion', ['-n', '-c', file], { stdio: 'ignore' })
  const stop = async (): Promise<void> => {
    await end(child)
    await camera.stop()
    await rm(folder, { recursive: true })
  }
  return { url: `http://127.0.0.1:${port}/stream`, stop }
}

/** In the order of docs/clients.md. */
export const upstreams: readonly Upstream[] = [
  {
    name: 'ffmpeg’s own',
    from: 'ffmpeg',
    asked: '`ffmpeg -i VIDEO -f mpjpeg -listen 1 URL`',
    version: () => versionOf('ffmpeg', ['-version']),
    start: startFfmpeg,
  },
  {
    name: 'motion’s stream',
    from: 'motion',
    asked: '`stream_port`, chunked, lengths padded with spaces',
    version: () => versionOf('motion', ['-h']),
    start: startMotion,
  },
  {
    name: 'VLC',
    from: 'vlc-bin vlc-plugin-base',
    asked: '`cvlc VIDEO --sout #standard{access=http{mime=...},mux=mpjpeg}`',
    version: () => versionOf('dpkg-query', ['-W', 'vlc-bin']),
    start: startVlc,
  },
  {
    name: 'as mjpg-streamer',
    from: '(written for the test)',
    asked: 'the bytes of its output_http',
    version: () => '0.2',
    start: startMjpgStreamer,
  },
]

/** uStreamer without its start: it runs where there are cameras (test/v4l2). */
export const ustreamer: Omit<Upstream, 'start'> = {
  name: 'uStreamer',
  from: 'ustreamer',
  asked: '`ustreamer --device /dev/video10 --format mjpeg`',
  version: () => versionOf('ustreamer', ['--version']),
}
