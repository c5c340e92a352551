/**
 * What mjpg-streamer tells of itself as JSON, in which every number is a text.
 *
 * @module
 */
import type { Camera, Control, ControlType, ControlValue } from 'zoetrope'
import type { Site } from '../http/site.ts'

/** V4L2's numbers for kinds of controls (`enum v4l2_ctrl_type`). */
const TYPES: Readonly<Record<ControlType, number>> = {
  integer: 1,
  boolean: 2,
  menu: 3,
  button: 4,
  string: 7,
  bitmask: 8,
}

/** V4L2's flags (`V4L2_CTRL_FLAG_`). */
const READ_ONLY = 0x4
const INACTIVE = 0x10
const VOLATILE = 0x80

/** `/input_N.json`: a camera's controls, and the one format it has. */
export async function inputJson(camera: Camera): Promise<unknown> {
  // A device that is away has nothing to tell; its page stays usable.
  const controls = (await camera.source.controls?.list().catch(() => [])) ?? []
  const { width, height } = camera.broadcast.newest ?? { width: 0, height: 0 }
  const format = {
    id: '0',
    name: 'Motion-JPEG',
    compressed: 'true',
    emulated: 'false',
    current: 'true',
    resolutions: { 0: `${width}x${height}` },
    currentResolution: '0',
  }
  return { controls: controls.map(controlOf), formats: width > 0 ? [format] : [] }
}

/** `/output_N.json`: the one output, HTTP, has no controls. */
export function outputJson(): unknown {
  return { controls: [] }
}

/** `/program.json`: the cameras as inputs, and HTTP as the only output. */
export function programJson({ cameras }: Site): unknown {
  const inputs = Array.from(cameras, ({ name, source }, place) => ({
    id: `${place}`,
    name,
    plugin: 'zoetrope',
    args: source.label ?? '',
  }))
  const output = { id: '0', name: 'HTTP output', plugin: 'zoetrope', args: '' }
  return { inputs, outputs: [output] }
}

/** `/clients.json`: who watches, and since when. */
export function clientsJson({ viewers }: Site): unknown {
  const clients = Array.from(viewers, ({ viewer, address }) => ({
    address: address ?? '',
    timestamp: Math.round(viewer.since / 1000),
  }))
  return { clients }
}

function controlOf(control: Control): unknown {
  const { type, label, choices = [] } = control
  const numbers = choices.map(({ value }) => value)
  const menu = choices.map(({ value, label: text }) => [value, text])
  return {
    name: label,
    id: idOf(control),
    type: `${TYPES[type]}`,
    min: numberOf(control.min ?? Math.min(...numbers, 0)),
    max: numberOf(control.max ?? (type === 'boolean' ? 1 : Math.max(...numbers, 0))),
    step: numberOf(control.step ?? 1),
    default: numberOf(control.default),
    value: numberOf(control.value),
    dest: '0',
    flags: `${flagsOf(control)}`,
    group: '1',
    ...(type === 'menu' && { menu: Object.fromEntries(menu) }),
  }
}

/** What `id` in a command names it by. */
export function idOf({ id, name }: Control): string {
  return id === undefined ? name : `${id}`
}

function flagsOf({ readOnly, inactive, volatile }: Control): number {
  return (readOnly ? READ_ONLY : 0) | (inactive ? INACTIVE : 0) | (volatile ? VOLATILE : 0)
}

function numberOf(value: ControlValue | undefined): string {
  const number = Number(value ?? 0)
  return Number.isFinite(number) ? `${number}` : '0'
}
