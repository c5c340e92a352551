/**
 * The card: a picture that says which camera this is, how it is, since when and why. It needs
 * nothing but the words, so it is what all other placeholders fall back to.
 *
 * @module
 */
import type { Placeholder, Scene } from '../camera/placeholder.ts'
import type { Bytes } from '../frame/frame.ts'
import { type Size, seen } from '../picture/brush.ts'
import { Font } from '../picture/font.ts'
import { type Layer, Rectangle } from '../picture/layer.ts'
import { type Orientation, orientationOf } from '../picture/orientation.ts'
import { painting } from '../picture/painting.ts'
import { write } from '../picture/text.ts'
import { inTurns } from '../picture/turns.ts'
import { Column, type Paragraph } from './column.ts'
import { CHALK, CHALK_MUTED, DRUM, STAGE, STATE_COLOURS } from './palette.ts'
import { headline, moment, signOf } from './words.ts'

/** Draws a card with the camera's name, its state, since when it is so, and the reason. */
export function cardPlaceholder(): Placeholder {
  return drawCard
}

/** The card of a scene: a JPEG of its size, turned as its last frame was. */
export function drawCard(scene: Scene): Promise<Bytes> {
  const { width, height, newest } = scene
  const orientation: Orientation = newest ? orientationOf(newest.jpeg) : 1
  const layers = layersOf(scene, seen({ width, height }, orientation))
  return inTurns(painting({ width, height, background: STAGE, layers, orientation }))
}

function layersOf(scene: Scene, size: Size): Layer[] {
  const { width, height } = size
  const unit = Math.min(height, width * 0.7)
  const strip = unit < 96 ? 0 : Math.round(unit * 0.07)
  const room = height - 2 * strip
  const column = new Column(paragraphs(scene, unit), width * 0.88, room * 0.86)
  if (column.height === 0 || unit < 48) return sign(scene, size)
  const top = Math.round((height - column.height) / 2)
  return [...slits(size, strip), ...column.layers(width / 2, top)]
}

/** The most important first: what has no room is left out from the end. */
function paragraphs(scene: Scene, unit: number): Paragraph[] {
  const { name, state, since, reason } = scene
  const small = { size: unit * 0.034, weight: 0.13, colour: CHALK_MUTED }
  return [
    { text: name, size: unit * 0.1, weight: 0.13, colour: CHALK, lines: 1 },
    {
      text: `${signOf(scene)}  ${headline(scene)}`,
      size: unit * 0.062,
      weight: 0.14,
      colour: STATE_COLOURS[state],
      lines: 1,
    },
    { text: `since ${moment(since)}`, ...small, lines: 2 },
    ...(reason === undefined ? [] : [{ text: reason.slice(0, 400), ...small, lines: 3 }]),
  ]
}

/** For pictures that are too small for words. */
function sign(scene: Scene, { width, height }: Size): Layer[] {
  const font = new Font(Math.max(5, Math.round(Math.min(width, height) * 0.45)), 0.15)
  const text = signOf(scene)
  const x = Math.round((width - font.measure(text)) / 2)
  const y = Math.round((height - font.height) / 2)
  return write(text, font, x, y, STATE_COLOURS[scene.state])
}

/** A strip with slits along the upper and the lower edge, as the drum has them. */
function slits({ width, height }: Size, strip: number): Layer[] {
  if (strip === 0) return []
  const pitch = Math.max(8, Math.round(strip * 0.55))
  const wide = Math.max(2, Math.round(pitch * 0.3))
  const tall = Math.round(strip * 0.46)
  const first = Math.round(((width % pitch) + pitch - wide) / 2)
  const edges = [0, height - strip]
  return edges.flatMap((y) => [
    new Rectangle({ x: 0, y, width, height: strip }, DRUM),
    ...Array.from({ length: Math.ceil((width - first) / pitch) }, (_, i) => {
      const box = {
        x: first + i * pitch,
        y: y + Math.round((strip - tall) / 2),
        width: wide,
        height: tall,
      }
      return new Rectangle(box, STAGE)
    }),
  ])
}
