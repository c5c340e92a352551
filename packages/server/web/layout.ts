/**
 * The wall's layout: the number of columns that makes the pictures largest.
 *
 * @module
 */

/** The room there is. All lengths in CSS pixels. */
export interface Room {
  readonly width: number
  readonly height: number
  /** Between two tiles. */
  readonly gap: number
  /** Below (or above) each picture. */
  readonly caption: number
  /** Width over height of a picture. */
  readonly aspect: number
  /** A tile narrower than this is no use: rather scroll. */
  readonly least: number
}

/** Columns, and the width of one tile. */
export interface Layout {
  readonly columns: number
  readonly tile: number
}

/** Arranges `count` tiles: all in the room, as large as can be, or scrolling where they do not fit. */
export function arrange(count: number, room: Room): Layout {
  let best: Layout = { columns: 1, tile: 0 }
  for (let columns = 1; columns <= count; columns += 1) {
    const tile = Math.min(byWidth(columns, room), byHeight(Math.ceil(count / columns), room))
    if (tile > best.tile) best = { columns, tile }
  }
  return best.tile >= room.least ? best : scrolling(room)
}

/** The aspect in which most of the wall is: the median of the cameras', 4:3 while none is known. */
export function commonAspect(sizes: readonly { width: number; height: number }[]): number {
  const known = sizes.filter(({ width, height }) => width > 0 && height > 0)
  const aspects = known.map(({ width, height }) => width / height).sort((a, b) => a - b)
  return aspects[Math.floor(aspects.length / 2)] ?? 4 / 3
}

function scrolling(room: Room): Layout {
  const columns = Math.max(1, Math.floor((room.width + room.gap) / (room.least + room.gap)))
  return { columns, tile: byWidth(columns, room) }
}

function byWidth(columns: number, { width, gap }: Room): number {
  return Math.floor((width - gap * (columns - 1)) / columns)
}

function byHeight(rows: number, { height, gap, caption, aspect }: Room): number {
  return Math.floor(((height - gap * (rows - 1)) / rows - caption) * aspect)
}
