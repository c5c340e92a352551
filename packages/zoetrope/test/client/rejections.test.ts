import { expect, test } from 'vitest'
import { Rejections } from '../../src/client/rejections.ts'

test('the first is told at once, the rest counted and told every ten seconds', () => {
  const notes: string[] = []
  let now = 5
  const rejections = new Rejections(
    (text) => notes.push(text),
    () => now,
  )
  rejections.add('cut')
  for (let n = 0; n < 30; n++) rejections.add('cut')
  expect(notes).toEqual(['left out a frame: cut'])
  now += 10_000
  rejections.add('too long')
  expect(notes).toEqual(['left out a frame: cut', 'left out 31 frames: too long'])
})

test('nobody has to listen', () => {
  expect(() => new Rejections().add('cut')).not.toThrow()
})
