/**
 * Frigate: the stream through its go2rtc, which encodes it as H.264 once for all that Frigate does
 * with it, as its documentation advises for MJPEG cameras.
 *
 * @module
 */
import { comments } from './paragraph.ts'
import { addressesOf, type Integration, reachComment, type Setup, urlOf } from './setup.ts'
import { yamlCameras, yamlText } from './yaml-text.ts'

/** Where Frigate's own go2rtc gives the stream back. */
const RESTREAM = 'rtsp://127.0.0.1:8554'

/** A stream and a camera of the same name for each. */
export function frigate(setup: Setup): Integration {
  const page = urlOf(setup, 'Frigate')
  const { cameras } = setup
  const streams = cameras.map((camera) => {
    const { stream } = addressesOf(camera, page)
    return [camera.name, [`ffmpeg:${stream}#video=h264#hardware`]] as const
  })
  const inputs = cameras.map(({ name }) => {
    const path = `${RESTREAM}/${name}`
    const input = { path, input_args: 'preset-rtsp-restream', roles: ['detect', 'record'] }
    return [name, { ffmpeg: { inputs: [input] } }] as const
  })
  const endless = comments(
    'Frigate reads all the time, so that the cameras never rest. Without hardware to encode with leave out #hardware: it costs a good part of a core for each.',
  )
  const settings = { go2rtc: { streams: yamlCameras(streams) }, cameras: yamlCameras(inputs) }
  return {
    text: `${reachComment(page, 'Frigate, mostly in a container,')}${endless}${yamlText(settings)}`,
    steps: [
      'Into Frigate\'s config.yml, with what is already below "go2rtc:" and "cameras:"; then restart Frigate.',
      'Under "record:" there say what to keep, under "detect:" what to look for.',
    ],
  }
}
