/**
 * motion, which takes the stream for a camera of its own and saves a picture for each frame.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { hashesIn, inFolder, isRunning } from '../e2e/players.ts'
import { type Client, versionOf } from './client.ts'

/** Everything moves, everything is saved, and nothing is written into the pictures. */
function configuration(url: string, folder: string): string {
  const settings = {
    netcam_url: url,
    target_dir: folder,
    width: 640,
    height: 480,
    framerate: 25,
    emulate_motion: 'on',
    picture_output: 'on',
    picture_filename: '%v-%Y%m%d%H%M%S-%q',
    movie_output: 'off',
    webcontrol_port: 0,
    stream_port: 0,
  }
  // An empty value is what takes motion's own text out of the pictures.
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}`)
  return [...lines, 'text_left', 'text_right', ''].join('\n')
}

/** As a network camera (netcam). */
export const motion: Client = {
  name: 'motion',
  from: 'motion',
  asked: '`netcam_url URL`, a picture saved for each frame',
  version: () => versionOf('motion', ['-h']),
  frames: (url, count) =>
    inFolder(async (folder) => {
      const file = join(folder, 'motion.conf')
      await writeFile(file, configuration(url, folder))
      const child = spawn('motion', ['-n', '-c', file], { stdio: 'ignore', timeout: 60_000 })
      const ended = once(child, 'exit')
      const seen = async (): Promise<number> => new Set(await hashesIn(folder)).size
      while (isRunning(child) && (await seen()) <= count) await pause(200)
      // By itself it takes seconds to say goodbye.
      child.kill('SIGKILL')
      await ended
    }),
}
