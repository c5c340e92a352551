/**
 * A camera as a thing of the Web of Things: its picture, and its controls as properties (buttons as
 * actions), at the addresses that this server has anyway.
 *
 * @module
 */
import {
  type Affordance,
  type Camera,
  type Control,
  streamLinks,
  streamProperty,
  type ThingDescription,
  writeDescription,
} from 'zoetrope'
import type { Visit } from './visit.ts'

const TYPE = 'application/json'

/** Describes a camera as it is now. Controls that cannot be listed, because the device is away, are left out. */
export async function describeCamera(
  { name, source }: Camera,
  { origin, base }: Visit,
): Promise<ThingDescription> {
  const controls = (await source.controls?.list().catch(() => [])) ?? []
  const buttons = controls.filter(({ type }) => type === 'button')
  const settings = controls.filter(({ type }) => type !== 'button')
  const entries = settings.map((control): [string, Affordance] => [control.name, setting(control)])
  const isSettable = settings.some(({ readOnly }) => !readOnly)
  const change = {
    op: 'writemultipleproperties',
    href: 'controls',
    contentType: TYPE,
    'htv:methodName': 'PATCH',
  }
  return writeDescription(
    { title: name },
    { base: `${origin}${base}/cameras/${encodeURIComponent(name)}/` },
    {
      links: [
        ...streamLinks('.'),
        { rel: 'service-doc', href: `${origin}${base}/openapi.json`, type: TYPE },
      ],
      ...(isSettable && { forms: [change] }),
      properties: { ...Object.fromEntries(entries), picture: streamProperty('.', { title: name }) },
      actions: Object.fromEntries(buttons.map((control) => [control.name, button(control)])),
    },
  )
}

/** A control that has a value. */
function setting(control: Control): Affordance {
  const { label: title, group: description, readOnly = false } = control
  const op = ['readproperty', ...(readOnly ? [] : ['writeproperty'])]
  return {
    title,
    ...(description !== undefined && { description }),
    ...schemaOf(control),
    ...(control.default !== undefined && { default: control.default }),
    readOnly,
    observable: false,
    forms: [{ op, href: hrefOf(control), contentType: TYPE }],
  }
}

/** A control that is pressed. */
function button(control: Control): Affordance {
  return {
    title: control.label,
    input: { type: 'boolean', const: true },
    synchronous: true,
    forms: [
      {
        op: 'invokeaction',
        href: hrefOf(control),
        contentType: TYPE,
        'htv:methodName': 'PUT',
      },
    ],
  }
}

function hrefOf({ name }: Control): string {
  return `controls/${encodeURIComponent(name)}`
}

function schemaOf({ type, min, max, step, choices = [] }: Control): Record<string, unknown> {
  const minimum = min !== undefined && { minimum: min }
  const maximum = max !== undefined && { maximum: max }
  if (type === 'boolean') return { type }
  if (type === 'menu') {
    const oneOf = choices.map(({ value, label: title }) => ({ const: value, title }))
    return { type: 'integer', oneOf }
  }
  if (type === 'string') {
    return {
      type,
      ...(min !== undefined && { minLength: min }),
      ...(max !== undefined && { maxLength: max }),
    }
  }
  const isStepped = step !== undefined && step > 1 && min === 0
  return { type: 'integer', ...minimum, ...maximum, ...(isStepped && { multipleOf: step }) }
}
