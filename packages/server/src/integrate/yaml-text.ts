/**
 * YAML that means the same to every parser.
 *
 * Programs differ in the version they read: `on` is true for Python's, `0o14` a number for Go's. So
 * whatever either could take for something else than a text is quoted.
 *
 * @module
 */
import { Pair, Scalar, stringify, YAMLMap } from 'yaml'

/** What YAML is made of here. */
export type YamlValue =
  | string
  | number
  | boolean
  | Scalar<string>
  | YAMLMap
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue }

/** The text of a value, two spaces for each level; ends with a line feed. */
export function yamlText(value: YamlValue): string {
  return stringify(value, { version: '1.1', lineWidth: 0 })
}

/** A camera's name as a value. */
export function yamlName(name: string): Scalar<string> {
  const scalar = new Scalar(name)
  if (/^\d/.test(name)) scalar.type = Scalar.QUOTE_DOUBLE
  return scalar
}

/** A map whose keys are the names of cameras, in their order. */
export function yamlCameras(entries: readonly (readonly [name: string, YamlValue])[]): YAMLMap {
  const map = new YAMLMap()
  for (const [name, value] of entries) map.items.push(new Pair(yamlName(name), value))
  return map
}
