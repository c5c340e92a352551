import { expect, test } from 'vitest'
import { Camera } from '../../src/camera/camera.ts'
import { Cameras } from '../../src/camera/cameras.ts'

function camera(name: string): Camera {
  return new Camera(name, { async *open() {} })
}

test('keeps cameras in order and finds them by name', () => {
  const cameras = new Cameras([camera('b'), camera('a')])
  expect(Array.from(cameras, ({ name }) => name)).toEqual(['b', 'a'])
  expect(cameras.first?.name).toBe('b')
  expect(cameras.get('a')?.name).toBe('a')
  expect(cameras.get('c')).toBeUndefined()
  expect(cameras.size).toBe(2)
})

test('refuses a name that is taken', () => {
  expect(() => new Cameras([camera('a'), camera('a')])).toThrow('"a" twice')
})

test('a camera can be taken out and is not closed by that', () => {
  const cameras = new Cameras([camera('a')])
  expect(cameras.remove('a')?.state).toBe('idle')
  expect(cameras.remove('a')).toBeUndefined()
  expect(cameras.first).toBeUndefined()
})

test('closing closes all', async () => {
  const all = [camera('a'), camera('b')]
  await new Cameras(all).close()
  expect(all.map(({ state }) => state)).toEqual(['closed', 'closed'])
})

test('tells of each camera that comes or leaves, until it is told to stop', () => {
  const cameras = new Cameras([camera('a')])
  const seen: string[] = []
  const cancel = cameras.onChange((change) => seen.push(`${change.type} ${change.camera.name}`))
  cameras.add(camera('b'))
  cameras.remove('a')
  cameras.remove('a')
  cancel()
  cameras.add(camera('c'))
  expect(seen).toEqual(['added b', 'removed a'])
})
