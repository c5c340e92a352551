/**
 * `zoetrope snapshot`: one picture from any source, into a file or a pipe.
 *
 * @module
 */
import { Camera, type Frame, type Source, snapshot } from 'zoetrope'
import { parseCameraSpec } from 'zoetrope/node'
import { Failure } from './failure.ts'
import { codeOf, interruption } from './interruption.ts'
import { openAlone } from './opening.ts'
import { pictureAddress } from './picture-address.ts'
import { destination, pictureName, save } from './saving.ts'
import type { Terminal } from './terminal.ts'

/** The options of `zoetrope snapshot`. */
export interface SnapshotOptions {
  /** A file, a folder, or `-` for standard output. */
  readonly output?: string | undefined
  /** Seconds. */
  readonly timeout: number
  /** Frames to let pass first. */
  readonly wait: number
}

/** Milliseconds after which somebody who waits is told what for. */
const PATIENCE = 800

/** Takes a picture. @throws {Failure} when none came, or it could not be written. */
export async function snapshotCommand(
  text: string,
  options: SnapshotOptions,
  terminal: Terminal,
): Promise<void> {
  const { output } = options
  if (output === '-' && process.stdout.isTTY) {
    throw new Failure('a picture is no text for a terminal; give a file, as in -o picture.jpg', {
      exitCode: 2,
    })
  }
  const { name = 'camera', source } = parseCameraSpec(text)
  const opened = await openAlone(await pictureAddress(source))
  const { frame, size } = await take(opened, options, terminal)
  const told = `${size}, ${frame.jpeg.length.toLocaleString('en')} bytes`
  if (output === '-') {
    terminal.print(frame.jpeg)
    if (terminal.attended) terminal.remark(`${told}\n`)
    return
  }
  const path = await destination(output ?? '.', pictureName(name, new Date(frame.capturedAt)))
  await save(path, frame.jpeg)
  terminal.print(`${terminal.paint.bold(path)}  ${told}\n`)
}

/** A frame, and the size of its picture in words. */
interface Taken {
  readonly frame: Frame
  readonly size: string
}

async function take(source: Source, options: SnapshotOptions, terminal: Terminal): Promise<Taken> {
  const asked = interruption()
  const gone = new AbortController()
  asked.addEventListener('abort', () => gone.abort(), { once: true })
  const label = source.label ?? 'the source'
  const camera = new Camera('snapshot', source)
  // Whoever sits there wants to hear why at once, rather than after ten retries.
  camera.onChange(({ to }) => to === 'lost' && gone.abort())
  const waiting = setTimeout(() => announce(terminal, label, options.timeout), PATIENCE)
  try {
    const wish = { timeout: options.timeout * 1000, wait: options.wait || undefined }
    const frame = await snapshot(camera, wish, gone.signal)
    if (frame) return { frame, size: sizeOf(camera) }
    if (!asked.aborted) throw new Failure(reason(camera, label, options))
    process.exitCode = codeOf(asked.reason)
    throw new Failure('given up; there is no picture')
  } finally {
    clearTimeout(waiting)
    await camera.close()
  }
}

function sizeOf({ broadcast: { newest } }: Camera): string {
  return newest ? `${newest.width}x${newest.height}` : 'unknown size'
}

function reason(camera: Camera, label: string, { timeout, wait }: SnapshotOptions): string {
  if (camera.reason) return `no picture: ${camera.reason}`
  const what = wait > 0 && camera.broadcast.newest ? `${wait} frames` : 'picture'
  return `no ${what} from ${label} within ${timeout} s; --timeout takes more seconds`
}

function announce(terminal: Terminal, label: string, timeout: number): void {
  if (!terminal.attended) return
  const text = `waiting up to ${timeout} s for a picture from ${label} (Ctrl-C gives up)`
  terminal.remark(`${terminal.remarkPaint.dim(text)}\n`)
}
