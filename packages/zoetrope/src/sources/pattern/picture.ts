/**
 * The test picture: what is where, for any size.
 *
 * Colour bars above; below them ten greys, each a tenth of a second of the bar that sweeps over
 * both; then the emblem and the name, the clock as large as it will go, and the small print. A
 * picture too small for all of it keeps the bars and the clock.
 *
 * @module
 */
import { type Colour, colour, mix } from '../../picture/colour.ts'
import { Font } from '../../picture/font.ts'
import { type Layer, Rectangle } from '../../picture/layer.ts'
import { Letter } from '../../picture/lettering.ts'
import { TILE } from '../../picture/tile.ts'
import { Digit } from './digit.ts'
import { Drum } from './drum.ts'
import { PLACES } from './moment.ts'
import type { MovingLayer } from './moving-layer.ts'
import { Sweep } from './sweep.ts'

/** White, yellow, cyan, green, magenta, red, blue: the order of every test card, in softer tones. */
const BARS = ['ebe6da', 'e5b93c', '3cb0b6', '4aa463', 'b1599f', 'd0503f', '3a5bb4'].map(colour)
const INK = colour('12141a')
const IVORY = colour('f2ede1')
const MUTED = colour('8f96a8')
const GREYS = Array.from({ length: 10 }, (_, i) => mix(colour('20232b'), IVORY, i / 9))

/** What the clock shows, `#` for a digit; the second where the first would be too small to read. */
const CLOCK = { text: '##:##:##.###', from: PLACES.time.from }
const SHORT_CLOCK = { text: '##.###', from: PLACES.time.from + 4 }

/** Text with `#` where a digit follows the moment, from the given place on. */
interface Line {
  readonly text: string
  readonly from?: number
}

/** The picture as layers, the lowest first. */
export class Picture {
  readonly width: number
  readonly height: number
  readonly still: Layer[] = []
  readonly moving: MovingLayer[] = []

  /** @param fps Frames per second. Only shown. */
  constructor(width: number, height: number, fps: number) {
    this.width = width
    this.height = height
    this.#fill(0, 0, width, height, INK)
    const top = this.#bars()
    if (width < 240 || height - top < 90) this.#smallPanel(top)
    else this.#panel(top, fps)
  }

  /** Returns where they end. */
  #bars(): number {
    const { width } = this
    const middle = snap(this.height * 0.43)
    const bottom = middle + snap(this.height * 0.055)
    const columns = (colours: Colour[], top: number, height: number) => {
      // Even edges, because colour is stored for two pixels at a time.
      const edge = (i: number) => Math.round((i * width) / colours.length / 2) * 2
      for (const [i, tone] of colours.entries()) {
        this.#fill(edge(i), top, edge(i + 1) + 1 - edge(i), height, tone)
      }
    }
    columns(BARS, 0, middle)
    columns(GREYS, middle, bottom - middle)
    this.moving.push(new Sweep({ x: 0, y: 0, width, height: bottom }, IVORY, INK))
    return bottom
  }

  /** The clock alone, in the middle. */
  #smallPanel(top: number): void {
    const room = { width: this.width * 0.94, height: (this.height - top) * 0.7 }
    const long = clockFont(CLOCK.text, room.width, room.height)
    const clock = long.height < 11 ? SHORT_CLOCK : CLOCK
    const font = clock === CLOCK ? long : clockFont(clock.text, room.width, room.height)
    const x = Math.round((this.width - measure(clock.text, font)) / 2)
    this.#write(clock, font, x, Math.round((top + this.height - font.height) / 2), IVORY)
  }

  #panel(top: number, fps: number): void {
    const height = this.height - top
    const unit = Math.min(height, this.width * 0.4)
    const clock = clockFont(CLOCK.text, this.width * 0.9, unit * 0.4)
    const name = new Font(Math.round(unit * 0.15), 0.14)
    const print = new Font(Math.max(8, Math.round(unit * 0.06)), 0.13)
    const width = Math.round(unit * 0.28)
    const emblem = Drum.heightOf(width)
    const wide = measure(CLOCK.text, clock)
    const left = Math.round((this.width - wide) / 2)
    const right = left + wide
    const gap = (height - emblem - clock.height - print.height) / 4.4
    const head = Math.round(top + gap * 1.1)
    const middle = Math.round(head + emblem + gap)
    const foot = Math.round(middle + clock.height + gap * 1.2)

    this.moving.push(new Drum(left, head, width))
    const beside = left + width + Math.round(unit * 0.07)
    const line = head + Math.round((emblem - name.height) / 2)
    this.#write({ text: 'Zoetrope' }, name, beside, line, IVORY)
    const size = { text: `${this.width}×${this.height}` }
    const rate = { text: `${Number(fps.toFixed(2))} fps` }
    this.#writeBack(size, print, right, line - 1, MUTED)
    this.#writeBack(rate, print, right, line + name.height - print.height, MUTED)
    this.#write(CLOCK, clock, left, middle, IVORY)
    this.#write({ text: 'UTC ####-##-##', from: PLACES.date.from }, print, left, foot, MUTED)
    this.#writeBack({ text: 'frame #######', from: PLACES.frame.from }, print, right, foot, MUTED)
  }

  #fill(x: number, y: number, width: number, height: number, tone: Colour): void {
    this.still.push(new Rectangle({ x, y, width, height }, tone))
  }

  #write(line: Line, font: Font, x: number, y: number, tone: Colour): void {
    let place = line.from ?? 0
    let at = x
    for (const letter of line.text) {
      if (letter === '#') this.moving.push(new Digit(place++, font, at, y, tone))
      else this.still.push(new Letter(letter, font, at, y, tone))
      at += font.advance(letter === '#' ? '0' : letter)
    }
  }

  /** The same, ending at `right`. */
  #writeBack(line: Line, font: Font, right: number, y: number, tone: Colour): void {
    this.#write(line, font, right - measure(line.text, font), y, tone)
  }
}

/** The largest that fits. */
function clockFont(text: string, width: number, height: number): Font {
  let font = new Font(Math.max(5, Math.floor(height)), 0.115)
  while (font.height > 5 && measure(text, font) > width) font = new Font(font.height - 1, 0.115)
  return font
}

function measure(text: string, font: Font): number {
  return font.measure(text.replaceAll('#', '0'))
}

function snap(pixels: number): number {
  return Math.round(pixels / TILE) * TILE
}
