/**
 * The table: every program that the tests let play the stream.
 *
 * @module
 */
import {
  ffmpegFrames,
  ffprobeFrames,
  gstreamerFrames,
  mpvFrames,
  opencvFrames,
  PYTHON,
  recordedFrames,
  vlcFrames,
} from '../e2e/players.ts'
import { browsers } from './browsers.ts'
import { type Client, versionOf, writtenFrames } from './client.ts'
import { motion } from './motion.ts'
import { npms } from './npm.ts'
import { pythons } from './python.ts'

const STRICT = ['-f', 'mpjpeg', '-strict_mime_boundary', '1']

const ffmpeg = { from: 'ffmpeg', version: () => versionOf('ffmpeg', ['-version']) }

/** In the order of docs/clients.md. */
export const clients: readonly Client[] = [
  {
    name: 'ffmpeg',
    ...ffmpeg,
    asked: '`ffmpeg -i URL`',
    frames: (url, count) => ffmpegFrames(url, count, []),
  },
  {
    name: 'ffmpeg, strict',
    ...ffmpeg,
    asked: `\`ffmpeg ${STRICT.join(' ')} -i URL\``,
    frames: (url, count) => ffmpegFrames(url, count, STRICT),
  },
  {
    name: 'ffmpeg, recording',
    ...ffmpeg,
    asked: '`ffmpeg -i URL -c copy FILE.mkv`, and the file played',
    frames: recordedFrames,
  },
  {
    name: 'ffprobe',
    ...ffmpeg,
    asked: '`ffprobe -show_packets -show_data_hash md5 URL`',
    frames: ffprobeFrames,
  },
  {
    name: 'GStreamer',
    from: 'gstreamer1.0-tools',
    asked: '`gst-launch-1.0 souphttpsrc location=URL ! multipartdemux ! jpegdec`',
    version: () => versionOf('gst-launch-1.0', ['--version'], /(?<=version )[\d.]+/),
    // It may lose one at the start.
    frames: (url, count) => gstreamerFrames(url, count + 1),
  },
  {
    name: 'OpenCV',
    from: 'python3-opencv',
    asked: '`cv2.VideoCapture(URL)`',
    version: () => versionOf(PYTHON, ['-c', 'import cv2; print(cv2.__version__)'], /^\d+(\.\d+)+/),
    frames: opencvFrames,
  },
  {
    name: 'VLC',
    from: 'vlc-bin vlc-plugin-base',
    asked: '`cvlc URL`',
    version: () => versionOf('dpkg-query', ['-W', 'vlc-bin']),
    frames: vlcFrames,
  },
  {
    name: 'mpv',
    from: 'mpv',
    asked: '`mpv URL`',
    version: () => versionOf('mpv', ['--version']),
    // It may show the first one twice.
    frames: (url, count) => mpvFrames(url, count + 1),
  },
  motion,
  {
    name: 'curl',
    from: 'curl',
    asked: '`curl URL`',
    version: () => versionOf('curl', ['--version']),
    frames: (url, count) => writtenFrames('curl', ['-sN', url], count),
  },
  {
    name: 'curl, HTTP/1.0',
    from: 'curl',
    asked: '`curl --http1.0 URL`',
    version: () => versionOf('curl', ['--version']),
    frames: (url, count) => writtenFrames('curl', ['-sN', '--http1.0', url], count),
  },
  {
    name: 'curl, offering HTTP/2',
    from: 'curl',
    asked: '`curl --http2 URL`',
    version: () => versionOf('curl', ['--version']),
    frames: (url, count) => writtenFrames('curl', ['-sN', '--http2', url], count),
  },
  {
    name: 'wget',
    from: 'wget',
    asked: '`wget -O - URL`',
    version: () => versionOf('wget', ['--version']),
    frames: (url, count) => writtenFrames('wget', ['-qO', '-', url], count),
  },
  ...pythons,
  ...npms,
  ...browsers,
]
