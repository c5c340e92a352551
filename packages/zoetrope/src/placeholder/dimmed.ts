/**
 * The last good frame, dark and nearly grey, with words on it: one sees what was there, and that it
 * is not live.
 *
 * @module
 */
import type { Placeholder, Scene } from '../camera/placeholder.ts'
import type { Bytes, Frame } from '../frame/frame.ts'
import { type Size, seen } from '../picture/brush.ts'
import type { Layer } from '../picture/layer.ts'
import { orientationOf } from '../picture/orientation.ts'
import { Plate } from '../picture/plate.ts'
import type { Change } from '../picture/tone.ts'
import { drawCard } from './card.ts'
import { Column, type Paragraph } from './column.ts'
import { CHALK, CHALK_MUTED, STAGE, STATE_COLOURS } from './palette.ts'
import { reworked } from './reworked.ts'
import { headline, moment, signOf } from './words.ts'

/** Night: a third of the light, and hardly any colour. */
const LUMA: Change = { contrast: 0.36, lift: 4 }
const CHROMA: Change = { contrast: 0.12, lift: 128 * 0.88 }

/**
 * Draws the last good frame dimmed, with the camera's state and the time of that frame; a card where
 * there is no such frame, or it is of a kind whose coefficients cannot be read (progressive).
 */
export function dimmedPlaceholder(): Placeholder {
  return async (scene) => (scene.newest && (await dim(scene, scene.newest))) ?? drawCard(scene)
}

function dim(scene: Scene, newest: Frame): Promise<Bytes | undefined> {
  const layers = layersOf(scene, newest, seen(scene, orientationOf(newest.jpeg)))
  return reworked(newest.jpeg, { luma: LUMA, chroma: CHROMA, layers })
}

function layersOf(scene: Scene, newest: Frame, { width, height }: Size): Layer[] {
  const unit = Math.min(height, width * 0.7)
  const margin = Math.max(4, Math.round(unit * 0.05))
  const column = new Column(
    paragraphs(scene, newest, unit),
    width * 0.92 - 2 * margin,
    height * 0.92 - 2 * margin,
  )
  if (column.height === 0) return []
  const box = {
    x: Math.round((width - column.width) / 2) - margin,
    y: Math.round((height - column.height) / 2) - margin,
    width: column.width + 2 * margin,
    height: column.height + 2 * margin,
  }
  return [new Plate(box, STAGE, 0.86, margin), ...column.layers(width / 2, box.y + margin)]
}

function paragraphs(scene: Scene, newest: Frame, unit: number): Paragraph[] {
  // Too small for words.
  if (unit < 72) return [sign(scene, unit)]
  return [
    {
      text: `${signOf(scene)}  ${headline(scene)}`,
      size: unit * 0.07,
      weight: 0.14,
      colour: STATE_COLOURS[scene.state],
      lines: 1,
    },
    { text: scene.name, size: unit * 0.045, weight: 0.13, colour: CHALK, lines: 1 },
    {
      text: `last picture ${moment(newest.capturedAt)}`,
      size: unit * 0.034,
      weight: 0.13,
      colour: CHALK_MUTED,
      lines: 2,
    },
  ]
}

function sign(scene: Scene, unit: number): Paragraph {
  const colour = STATE_COLOURS[scene.state]
  return { text: signOf(scene), size: unit * 0.35, weight: 0.15, colour, lines: 1 }
}
