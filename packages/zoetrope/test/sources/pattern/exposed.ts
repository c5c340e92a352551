/** Frames of the pattern at moments that the test chooses. @module */
import { Film } from '../../../src/sources/pattern/film.ts'
import { Mosaic } from '../../../src/sources/pattern/mosaic.ts'
import { Picture } from '../../../src/sources/pattern/picture.ts'

/** What a test asks for. */
export interface Exposure {
  readonly width?: number
  readonly height?: number
  readonly bytes?: number
}

/** Makes frames with frame numbers from 0 on, each a copy of its own. */
export function expose(
  moments: readonly number[],
  { width = 320, height = 240, bytes = 0 }: Exposure = {},
): Uint8Array[] {
  const mosaic = new Mosaic(new Picture(width, height, 30))
  const film = new Film(mosaic, { width, height, fps: 30, bytes })
  return moments.map((moment, sequence) => film.expose(moment, sequence).slice())
}

/** An afternoon, in milliseconds since the epoch. */
export const AFTERNOON: number = Date.UTC(2026, 10, 21, 14, 23, 8, 617)
