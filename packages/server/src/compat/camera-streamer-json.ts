/**
 * What camera-streamer tells of itself as JSON: what captures, what leaves, where that is found.
 *
 * @module
 */
import type { Camera, Control, ControlType, ControlValue } from 'zoetrope'
import type { Site } from '../http/site.ts'
import { version } from '../http/version.ts'
import type { Visit } from '../http/visit.ts'

/** What kinds of controls are called there; a menu is a number, a button a switch. */
const TYPES: Readonly<Record<ControlType, string>> = {
  integer: 'integer',
  boolean: 'bool',
  menu: 'integer',
  button: 'bool',
  bitmask: 'u32',
  string: 'string',
}

/** `/status`: one device, which gives pictures to the snapshot and to the stream. */
export async function statusJson(site: Site, camera: Camera, visit: Visit): Promise<unknown> {
  const sinks = { snapshot: 'snapshot_lock', stream: 'stream_lock', video: 'video_lock' }
  const capture = `${camera.name}:capture`
  return {
    version: version(),
    revision: '',
    outputs: {
      snapshot: outputOf(site, camera, sinks.snapshot),
      stream: outputOf(site, camera, sinks.stream),
      video: { name: sinks.video, enabled: false },
    },
    devices: [await deviceOf(camera, capture)],
    links: [{ source: capture, callbacks: ['SNAPSHOT-CAPTURE', 'STREAM-CAPTURE'] }],
    endpoints: {
      rtsp: { enabled: false },
      webrtc: { enabled: false },
      video: { enabled: false },
      stream: endpointOf(visit, 'stream'),
      snapshot: endpointOf(visit, 'snapshot'),
    },
  }
}

/** A control's name with letters, digits and dots only, as options are called in addresses. */
export function optionKey(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9.]/g, '')
}

function outputOf({ viewers }: Site, camera: Camera, name: string): unknown {
  const { newest, published } = camera.broadcast
  return {
    name,
    enabled: true,
    width: newest?.width ?? 0,
    height: newest?.height ?? 0,
    source: `${camera.name}:capture`,
    frames: published,
    refs: camera.viewers,
    dropped: viewers.totals(camera).dropped,
  }
}

async function deviceOf(camera: Camera, capture: string): Promise<unknown> {
  const { newest, capacity } = camera.broadcast
  // A device that is away has nothing to tell.
  const controls = (await camera.source.controls?.list().catch(() => [])) ?? []
  return {
    name: camera.name,
    path: camera.source.label ?? '',
    allow_dma: false,
    output: false,
    captures: [
      {
        name: capture,
        width: newest?.width ?? 0,
        height: newest?.height ?? 0,
        format: 'JPEG',
        nbufs: capacity,
      },
    ],
    options: optionsOf(controls.filter(({ readOnly }) => !readOnly)),
    properties: optionsOf(controls.filter(({ readOnly }) => readOnly)),
  }
}

function optionsOf(controls: readonly Control[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(controls.map((control) => [optionKey(control.name), optionOf(control)]))
}

function optionOf(control: Control): unknown {
  const { label, type, choices } = control
  const description = rangeOf(control)
  const value = wordsOf(control)
  const menu = choices?.map((choice) => [`${choice.value}`, choice.label])
  return {
    name: label,
    type: TYPES[type],
    elems: 1,
    ...(description !== undefined && { description }),
    ...(value !== undefined && { value }),
    ...(menu && { menu: Object.fromEntries(menu) }),
  }
}

/** What it may be, in words; of a text nothing is said. */
function rangeOf({ type, min = 0, max = 0, choices = [] }: Control): string | undefined {
  if (type === 'string') return undefined
  if (type === 'button') return 'button'
  if (type === 'boolean') return '[0..1]'
  const numbers = type === 'menu' ? choices.map(({ value }) => value) : [min, max]
  return `[${Math.min(...numbers)}..${Math.max(...numbers)}]`
}

/** A value as text: of a menu the item's label. */
function wordsOf({ value, choices }: Control): string | undefined {
  const item = choices?.find((choice) => choice.value === value)
  return item?.label ?? text(value)
}

function text(value: ControlValue | undefined): string | undefined {
  return value === undefined ? undefined : `${typeof value === 'boolean' ? Number(value) : value}`
}

function endpointOf({ origin, base }: Visit, output: string): unknown {
  return { enabled: true, output, uri: `${origin}${base}/${output}` }
}
