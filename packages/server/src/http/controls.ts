/**
 * A camera's controls, as JSON: what can be set, in which range, and how it is.
 *
 * @module
 */
import { z } from 'zod'
import {
  type Camera,
  type Control,
  ControlError,
  type Controls,
  type ControlValues,
  ZoetropeError,
} from 'zoetrope'
import { UNTOLD } from '../access/proxies.ts'
import { Problem } from './problem.ts'
import { json, noQuery, type Route, route } from './route.ts'
import { cameraOf, type Site } from './site.ts'
import type { Visit } from './visit.ts'

const PATHS = ['/cameras/{name}/controls', '/controls']
const ONE = ['/cameras/{name}/controls/{control}', '/controls/{control}']

const value = z.union([z.number(), z.boolean(), z.string()])

const controlSchema = z
  .object({
    name: z.string(),
    label: z.string().describe('For people.'),
    group: z.string().nullable().describe('The heading above it.'),
    type: z.enum(['integer', 'boolean', 'menu', 'button', 'bitmask', 'string']),
    value: value.nullable().describe("Of a menu the item's number; null for what cannot be read."),
    default: value.nullable(),
    min: z.number().nullable().describe('Of an integer; of a string its length.'),
    max: z.number().nullable().describe('As min; of a bitmask all bits that may be set.'),
    step: z.number().nullable(),
    choices: z
      .array(z.object({ value: z.int(), label: z.string() }))
      .nullable()
      .describe('The items of a menu.'),
    inactive: z.boolean().describe('Without effect at present: another control governs it.'),
    readOnly: z.boolean().describe('Cannot be set, or not while the camera runs.'),
    kept: z
      .enum(['configuration', 'request'])
      .nullable()
      .describe('Who has it set again when the device comes back; null: nobody.'),
  })
  .meta({ title: 'Control' })

const listSchema = z.object({ controls: z.array(controlSchema) })

const problems = ['NO_SUCH_CAMERA', 'NO_CONTROLS', 'CONTROLS_UNAVAILABLE'] as const

/** `/cameras/{name}/controls`, and `/cameras/{name}/controls/{control}`. */
export function controlRoutes(site: Site): Route[] {
  return [list(site), change(site), read(site), set(site)]
}

function list(site: Site): Route {
  return route({
    id: 'listControls',
    paths: PATHS,
    summary: 'What can be set at a camera: brightness, exposure, focus ... with ranges.',
    query: noQuery,
    answers: [
      { status: 200, about: 'The controls.', type: 'application/json', schema: listSchema },
    ],
    problems,
    async answer(visit) {
      const camera = cameraOf(site, visit)
      const controls = controlsOf(camera)
      return told(controls, await asked(camera, () => controls.list()))
    },
  })
}

function change(site: Site): Route {
  return route({
    id: 'setControls',
    method: 'PATCH',
    paths: PATHS,
    summary: 'Sets controls, several at once; none of them where one cannot be.',
    query: noQuery,
    body: {
      type: ['application/json', 'application/merge-patch+json'],
      about: "Values by the controls' names. Of a menu the item's number, or its label.",
      schema: z.record(z.string(), value, 'values by name, such as {"brightness": 12}'),
    },
    answers: [
      { status: 200, about: 'All controls, set.', type: 'application/json', schema: listSchema },
    ],
    problems: ['INVALID_PARAMETER', 'CONTROL_FORBIDDEN', ...problems],
    async answer(visit, _, read) {
      refuseSetting(site, visit)
      const camera = cameraOf(site, visit)
      const controls = controlsOf(camera)
      const values: ControlValues = await read()
      return told(controls, await asked(camera, () => controls.set(values)))
    },
  })
}

function read(site: Site): Route {
  return route({
    id: 'readControl',
    paths: ONE,
    summary: 'What one control is set to.',
    query: noQuery,
    answers: [
      {
        status: 200,
        about: 'The value alone.',
        type: 'application/json',
        schema: value.nullable(),
      },
    ],
    problems: ['NO_SUCH_CONTROL', ...problems],
    async answer(visit) {
      const camera = cameraOf(site, visit)
      const controls = await asked(camera, () => controlsOf(camera).list())
      return json(named(controls, visit).value ?? null)
    },
  })
}

function set(site: Site): Route {
  return route({
    id: 'setControl',
    method: 'PUT',
    paths: ONE,
    summary: 'Sets one control.',
    query: noQuery,
    body: {
      type: 'application/json',
      about: "The value alone. Of a menu the item's number, or its label; of a button true.",
      schema: value,
    },
    answers: [{ status: 204, about: 'It is set.' }],
    problems: ['INVALID_PARAMETER', 'CONTROL_FORBIDDEN', 'NO_SUCH_CONTROL', ...problems],
    async answer(visit, _, readValue) {
      refuseSetting(site, visit)
      const camera = cameraOf(site, visit)
      const controls = controlsOf(camera)
      const { name } = named(await asked(camera, () => controls.list()), visit)
      const values = Object.fromEntries([[name, await readValue()]])
      await asked(camera, () => controls.set(values))
      return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
    },
  })
}

/** @throws {Problem} `CONTROL_FORBIDDEN` for who may not set controls here. */
export function refuseSetting({ controllers }: Site, visit: Visit): void {
  if (!controllers.includes(visit.address)) throw forbidden(visit)
}

/**
 * Sets one control as other servers have it: named by its number or name, and to a number.
 *
 * @throws {Problem} for what cannot be set.
 */
export async function setControl(camera: Camera, key: string, number: number): Promise<void> {
  const { name, type } = find(await listControls(camera), key)
  const isSwitch = type === 'boolean' || type === 'button'
  const value = isSwitch ? type === 'button' || number !== 0 : number
  await setControls(camera, Object.fromEntries([[name, value]]))
}

/** A camera's controls as they are now. @throws {Problem} `NO_CONTROLS`, `CONTROLS_UNAVAILABLE`. */
export function listControls(camera: Camera): Promise<readonly Control[]> {
  return asked(camera, () => controlsOf(camera).list())
}

/** Sets controls of a camera, all or none. @throws {Problem} for what cannot be set. */
export async function setControls(camera: Camera, values: ControlValues): Promise<void> {
  await asked(camera, () => controlsOf(camera).set(values))
}

/** @throws {Problem} `NO_SUCH_CONTROL`, listing those there are. */
function find(controls: readonly Control[], key: string): Control {
  const control = controls.find(
    ({ name, id }) => name === key || (id !== undefined && `${id}` === key),
  )
  if (control) return control
  const names = controls.map(({ name }) => name)
  const detail = `There is no control "${key}"; there are: ${names.join(', ')}`
  throw new Problem('NO_SUCH_CONTROL', detail, { members: { controls: names } })
}

/** The control that a path names. @throws {Problem} `NO_SUCH_CONTROL`. */
function named(controls: readonly Control[], { params }: Visit): Control {
  return find(controls, params['control'] ?? '')
}

function controlsOf({ name, source }: Camera): Controls {
  if (source.controls) return source.controls
  const detail = `The camera ${name} has no controls; those that are plugged in here (/dev/video0) have some`
  throw new Problem('NO_CONTROLS', detail, { members: { camera: name } })
}

function forbidden({ address }: Visit): Problem {
  const who = address ?? UNTOLD
  const detail = `${who} may not set controls here: only programs of this machine may. To let others, start the server with --allow-control network, or with an address`
  return new Problem('CONTROL_FORBIDDEN', detail, { members: { address: address ?? null } })
}

/** Asks the device. @throws {Problem} for what it says instead of an answer. */
async function asked(
  camera: Camera,
  ask: () => Promise<readonly Control[]>,
): Promise<readonly Control[]> {
  try {
    return await ask()
  } catch (error) {
    throw problemOf(camera, error)
  }
}

function problemOf({ name, state, reason }: Camera, error: unknown): unknown {
  if (error instanceof ControlError) {
    const { control: parameter, value: got, expected, message } = error
    const members = { parameter, value: got, expected }
    return new Problem('INVALID_PARAMETER', message, { members, cause: error })
  }
  if (!(error instanceof ZoetropeError)) return error
  const members = { camera: name, state, reason: reason ?? null }
  return new Problem('CONTROLS_UNAVAILABLE', error.message, { members, cause: error })
}

function told({ kept = [] }: Controls, controls: readonly Control[]): Response {
  const from = new Map(kept.map((each) => [each.name, each.from]))
  const described = controls.map(
    (control): z.output<typeof controlSchema> => ({
      name: control.name,
      label: control.label,
      group: control.group ?? null,
      type: control.type,
      value: control.value ?? null,
      default: control.default ?? null,
      min: control.min ?? null,
      max: control.max ?? null,
      step: control.step ?? null,
      choices:
        control.choices?.map(({ value: number, label }) => ({ value: number, label })) ?? null,
      inactive: control.inactive ?? false,
      readOnly: control.readOnly ?? false,
      kept: from.get(control.name) ?? null,
    }),
  )
  return json({ controls: described })
}
