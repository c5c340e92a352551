/**
 * The embedded test pattern: a moving picture with a clock, for whoever has no camera at hand.
 *
 * It is drawn and encoded in-process, and costs next to nothing: frames are put together from
 * JPEG tiles that were encoded once. Everything that moves tells the moment of capture, so that a
 * photograph of two screens shows the delay between them; the same moment stands in the frame's
 * first comment, for programs.
 *
 * @module
 */
import type { Captured, Note, Source } from '../camera/source.ts'
import { WallClock } from './pattern/clock.ts'
import { Film } from './pattern/film.ts'
import { Metronome } from './pattern/metronome.ts'
import { Mosaic } from './pattern/mosaic.ts'
import { Picture } from './pattern/picture.ts'
import {
  type PatternOptions,
  type PatternSettings,
  settingsFromUri,
  settingsOf,
  uriOf,
} from './pattern/settings.ts'

export type { PatternOptions } from './pattern/settings.ts'

/**
 * A source of test pictures. May be opened any number of times; frame numbers go on where they were.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when an option is out of range.
 */
export function pattern(options: PatternOptions = {}): Source {
  return new Pattern(settingsOf(options))
}

/**
 * The same from `pattern:`, `pattern:?size=1280x720&fps=30` or `pattern:?bytes=47000`.
 *
 * @throws {ZoetropeError} `INVALID_SOURCE` when a parameter is unknown or out of range.
 */
export function patternFromUri(uri: string): Source {
  return new Pattern(settingsFromUri(uri))
}

class Pattern implements Source {
  readonly label: string
  readonly interval: number
  readonly #settings: PatternSettings
  #mosaic: Mosaic | undefined
  #sequence = 0

  constructor(settings: PatternSettings) {
    this.#settings = settings
    this.label = uriOf(settings)
    this.interval = 1000 / settings.fps
  }

  open(signal: AbortSignal, note?: Note): AsyncIterable<Captured> {
    const metronome = new Metronome(this.interval, signal)
    const frames = this.#frames(metronome, note)
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => frames.next(),
        // A generator hears of its end only at its next frame, which may be ten seconds away.
        return: () => {
          metronome.stop()
          return frames.return()
        },
      }),
    }
  }

  async *#frames(metronome: Metronome, note?: Note): AsyncGenerator<Captured, void, void> {
    const film = this.#film()
    const clock = new WallClock()
    let sequence = this.#sequence
    try {
      while (await metronome.next()) {
        const capturedAt = clock.now()
        const jpeg = film.expose(capturedAt, sequence++)
        if (sequence === 1) this.#checkSize(jpeg.length, note)
        this.#sequence = Math.max(this.#sequence, sequence)
        yield { jpeg, capturedAt }
      }
    } finally {
      metronome.stop()
    }
  }

  #film(): Film {
    const { width, height, fps } = this.#settings
    this.#mosaic ??= new Mosaic(new Picture(width, height, fps))
    return new Film(this.#mosaic, this.#settings)
  }

  #checkSize(length: number, note?: Note): void {
    const { bytes = length } = this.#settings
    if (length > bytes) note?.(`a frame of ${this.label} takes ${length} bytes, more than wished`)
  }
}
