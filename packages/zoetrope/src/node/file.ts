/**
 * A video file as a source: played at its own pace, over and over. Frames that are JPEGs already
 * are taken as they are.
 *
 * @module
 */
import { resolve } from 'node:path'
import type { Source } from '../camera/source.ts'
import { ZoetropeError } from '../errors.ts'
import { captureFfmpeg } from './ffmpeg.ts'
import { COPY, encoding, OUTPUT } from './ffmpeg-arguments.ts'
import {
  explainFfmpeg,
  type FfmpegOptions,
  ffmpegProgram,
  ffmpegVersion,
  INSTALL_FFMPEG,
} from './ffmpeg-program.ts'
import { run } from './program.ts'

/** How to play a file. */
export interface FileOptions extends FfmpegOptions {
  /** Path or name of ffprobe. @default the environment's ZOETROPE_FFPROBE, else `ffprobe` from the PATH */
  readonly ffprobe?: string | undefined
}

/** Plays the video file at `path` in a loop. Silence means nothing with it: `interval` is `Infinity`. */
export function fileSource(path: string, options: FileOptions = {}): Source {
  // The prefix keeps ffmpeg from taking a name with a colon for a URL.
  const input = `file:${resolve(path)}`
  return {
    label: path,
    interval: Number.POSITIVE_INFINITY,
    async *open(signal, note) {
      if (signal.aborted) return
      const video = await probe(input, path, options)
      const copied = isJpegs(video)
      note?.(`${path}: ${video.codec} ${video.size}, ${copied ? 'copied' : 'encoded to JPEG'}`)
      const how = copied ? COPY : encoding(await ffmpegVersion(ffmpegProgram(options)))
      const play = ['-stream_loop', '-1', '-re', '-i', input, '-map', '0:V:0']
      yield* captureFfmpeg({ ...options, args: [...play, ...how, ...OUTPUT], name: path }, signal)
    },
  }
}

/** The video of a file, in ffprobe's words. */
interface Video {
  readonly codec: string
  readonly size: string
  readonly fields: string
}

// A frame of two interlaced fields is two JPEGs.
function isJpegs(video: Video): boolean {
  return video.codec === 'mjpeg' && /^(?:progressive|unknown)$/.test(video.fields)
}

async function probe(input: string, path: string, options: FileOptions): Promise<Video> {
  const program = options.ffprobe ?? (process.env['ZOETROPE_FFPROBE'] || 'ffprobe')
  const entries = 'stream=codec_name,width,height,field_order'
  // V, not v: the picture on the cover of a song is no video.
  const what = ['-select_streams', 'V:0', '-show_entries', entries, '-of', 'flat=h=0']
  const args = ['-loglevel', 'level+error', ...what, input]
  const { text, code, lastLines } = await run({ program, args, install: INSTALL_FFMPEG })
  const values = new Map(
    Array.from(text.matchAll(/\.(\w+)="?([^"\n]*)"?$/gm), ([, key = '', value = '']) => [
      key,
      value,
    ]),
  )
  const codec = values.get('codec_name')
  if (code === 0 && codec !== undefined) {
    const size = `${values.get('width')}x${values.get('height')}`
    return { codec, size, fields: values.get('field_order') ?? 'unknown' }
  }
  const reason = explainFfmpeg(lastLines) ?? 'there is no video in it'
  throw new ZoetropeError(
    'SOURCE_UNAVAILABLE',
    `Cannot play ${path}: ${reason.replace(`${input}: `, '')}`,
  )
}
