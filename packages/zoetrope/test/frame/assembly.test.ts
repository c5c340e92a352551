import { describe, expect, it } from 'vitest'
import { Assembly } from '../../src/frame/assembly.ts'

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value)

describe('an assembly', () => {
  it('puts pieces in one', () => {
    const assembly = new Assembly()
    assembly.append(Uint8Array.of(1, 2, 3))
    assembly.append(Uint8Array.of(9, 4, 5, 9), 1, 3)
    assembly.append(Uint8Array.of(9, 6), 1)
    expect(assembly.length).toBe(6)
    expect([...assembly.view()]).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('copies: the pieces may change afterwards', () => {
    const assembly = new Assembly()
    const piece = Uint8Array.of(1, 2)
    assembly.append(piece)
    piece.fill(0)
    expect([...assembly.take()]).toEqual([1, 2])
  })

  it('begins anew after it was taken, and leaves what was taken alone', () => {
    const assembly = new Assembly()
    assembly.append(bytes(100, 1))
    const first = assembly.take()
    expect(assembly.length).toBe(0)
    assembly.append(bytes(100, 2))
    expect(first).toEqual(bytes(100, 1))
    const second = assembly.take()
    expect(second).toEqual(bytes(100, 2))
  })

  it('uses two buffers in turn, however many frames come', () => {
    const assembly = new Assembly()
    const buffers = new Set<ArrayBuffer>()
    for (let frame = 0; frame < 50; frame += 1) {
      assembly.append(bytes(1000, frame))
      buffers.add(assembly.take().buffer)
    }
    expect(buffers.size).toBe(2)
  })

  it('grows a few times only, however small the pieces are', () => {
    const assembly = new Assembly()
    const buffers = new Set<ArrayBuffer>()
    for (let length = 0; length < 10_000; length += 1) {
      assembly.append(Uint8Array.of(length))
      buffers.add(assembly.view().buffer)
    }
    expect(buffers.size).toBeLessThan(30)
    expect(assembly.length).toBe(10_000)
  })

  it('gives the room of one giant back after a while', () => {
    const assembly = new Assembly()
    assembly.append(bytes(1_000_000, 1))
    assembly.take()
    const room = () => {
      assembly.append(bytes(10, 2))
      return assembly.take().buffer.byteLength
    }
    const rooms = Array.from({ length: 200 }, room)
    expect(Math.max(...rooms)).toBe(1_000_000)
    expect(Math.max(...rooms.slice(-10))).toBeLessThan(1000)
  })

  it('keeps its room while large and small pieces take turns', () => {
    const assembly = new Assembly()
    const buffers = new Set<ArrayBuffer>()
    for (let turn = 0; turn < 200; turn += 1) {
      assembly.append(bytes(turn % 3 === 0 ? 100_000 : 30, turn))
      buffers.add(assembly.take().buffer)
    }
    expect(buffers.size).toBeLessThan(6)
  })

  it('forgets what was collected when it is cleared', () => {
    const assembly = new Assembly()
    assembly.append(bytes(10, 1))
    assembly.clear()
    assembly.clear()
    expect(assembly.length).toBe(0)
    expect(assembly.view()).toHaveLength(0)
  })
})
