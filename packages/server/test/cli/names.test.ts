import { describe, expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { nameCameras, nameProblem, RESERVED_NAMES } from '../../src/cli/names.ts'
import { createApp } from '../../src/http/app.ts'

const names = (...given: (string | undefined)[]): string[] =>
  nameCameras(given.map((name) => ({ name }))).map(({ name }) => name)

describe('names of cameras', () => {
  test('those without one are camera, camera2 ... in order', () => {
    expect(names(undefined, undefined, undefined)).toEqual(['camera', 'camera2', 'camera3'])
  })

  test('a name that somebody gave is not given again', () => {
    expect(names('camera', undefined, 'camera2', undefined)).toEqual([
      'camera',
      'camera3',
      'camera2',
      'camera4',
    ])
  })

  test('two of the same name are refused in one line', () => {
    expect(() => names('a', 'b', 'a')).toThrow('two cameras are called "a"; give one another name')
  })

  test.each(['stream', 'snapshot', 'cameras', 'metrics'])('%s is refused', (name) => {
    expect(() => names(name)).toThrow(`"${name}" cannot be a camera's name`)
  })

  test.each(['Front', '', '-a', 'a b', 'a'.repeat(65)])('%j is no name', (name) => {
    expect(nameProblem(name)).toContain('a name is a-z, 0-9, - and _')
  })

  test('the first segments of all routes of the server are reserved', async () => {
    const app = createApp({ cameras: new Cameras() })
    const document = await (await app.fetch(new Request('http://localhost/openapi.json'))).json()
    const segments = Object.keys(document.paths)
      .map((path) => path.split('/')[1]?.replace(/\..*$/, '') ?? '')
      .filter((segment) => segment !== '')
    expect(segments.length).toBeGreaterThan(5)
    for (const segment of segments) expect(RESERVED_NAMES).toContain(segment)
  })
})
