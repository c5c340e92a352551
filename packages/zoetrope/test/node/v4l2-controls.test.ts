import { describe, expect, it } from 'vitest'
import type { Control, ControlValues } from '../../src/camera/control.ts'
import { V4l2Controls } from '../../src/node/v4l2-controls.ts'
import { Webcam } from './webcam.ts'

function controlsOf(webcam: Webcam, controls?: ControlValues): V4l2Controls {
  return new V4l2Controls(webcam.device, { v4l2ctl: webcam.v4l2ctl, controls })
}

const valuesOf = (controls: readonly Control[]): Record<string, unknown> =>
  Object.fromEntries(controls.map(({ name, value }) => [name, value]))

/** What is told of changes. */
function listen(controls: V4l2Controls): string[] {
  const told: string[] = []
  controls.onChange(({ name, value, inactive }) => {
    told.push(`${name}=${value}${inactive ? ' inactive' : ''}`)
  })
  return told
}

/** Opens the device, as its source does. Gives the remarks. */
async function restored(controls: V4l2Controls): Promise<string[]> {
  const notes: string[] = []
  await controls.restore((text, urgency) => notes.push(`${urgency ?? 'info'}: ${text}`))
  return notes
}

describe('listing', () => {
  it('gives what the device has, with values and ranges', async () => {
    const list = await controlsOf(new Webcam()).list()
    expect(valuesOf(list)).toEqual({
      brightness: 128,
      reset: undefined,
      stubborn: 0,
      auto_exposure: 3,
      exposure_time_absolute: 250,
    })
  })

  it('asks the device once for all who ask while another waits', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam)
    const lists = await Promise.all(Array.from({ length: 50 }, () => controls.list()))
    expect(new Set(lists.map((list) => list.length))).toEqual(new Set([5]))
    expect(webcam.lists).toBe(1)
    await controls.list()
    expect(webcam.lists).toBe(2)
  })

  it('of a device that is not there says so', async () => {
    const webcam = new Webcam()
    webcam.unplug()
    await expect(controlsOf(webcam).list()).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: `${webcam.device} is not there`,
    })
    webcam.plug()
  })

  it('without v4l2-ctl says how to get it', async () => {
    const controls = new V4l2Controls(new Webcam().device, { v4l2ctl: '/nowhere/v4l2-ctl' })
    await expect(controls.list()).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining('apt-get install v4l-utils'),
    })
  })

  it('goes on after a failure', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam)
    webcam.unplug()
    const failed = controls.list()
    await expect(failed).rejects.toThrow('is not there')
    webcam.plug()
    expect(await controls.list()).toHaveLength(5)
  })
})

describe('setting', () => {
  it('several at once sets the automatic before what it frees, in runs of their own', async () => {
    const webcam = new Webcam()
    const list = await controlsOf(webcam).set({
      exposure_time_absolute: 100,
      reset: true,
      auto_exposure: 'manual mode',
      brightness: 7,
    })
    expect(webcam.sets).toEqual([
      'auto_exposure=1',
      'exposure_time_absolute=100,brightness=7',
      'reset=1',
    ])
    expect(valuesOf(list)).toMatchObject({ auto_exposure: 1, exposure_time_absolute: 100 })
  })

  it('checks everything before anything is set', async () => {
    const webcam = new Webcam()
    const wrong = controlsOf(webcam).set({ brightness: 1, exposure_time_absolute: 2 })
    await expect(wrong).rejects.toMatchObject({
      code: 'INVALID_CONTROL',
      message: 'Expected exposure_time_absolute to be a whole number from 3 to 2047, got 2',
    })
    expect(webcam.sets).toEqual([])
  })

  it('what would have no effect is refused, and so it is where what was hoped for did not free it', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam)
    await expect(controls.set({ exposure_time_absolute: 100 })).rejects.toThrow('to be active')
    expect(webcam.sets).toEqual([])
    const vain = controls.set({ exposure_time_absolute: 100, auto_exposure: 3 })
    await expect(vain).rejects.toThrow('Expected exposure_time_absolute to be active')
    expect(webcam.sets).toEqual(['auto_exposure=3'])
  })

  it('tells the words of a device that refuses', async () => {
    const webcam = new Webcam()
    await expect(controlsOf(webcam).set({ stubborn: 1 })).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: `${webcam.device} refused: stubborn: Input/output error`,
    })
  })

  it('takes a control by the name that another Linux has for it', async () => {
    const webcam = new Webcam()
    await controlsOf(webcam).set({ exposure_auto: 1, exposure_absolute: 5 })
    expect(webcam.values).toMatchObject({ auto_exposure: 1, exposure_time_absolute: 5 })
  })

  it('is done one after the other, however many want to', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam)
    const values = Array.from({ length: 6 }, (_, value) => value)
    const lists = await Promise.all(values.map((value) => controls.set({ brightness: value })))
    expect(lists.map((list) => valuesOf(list)['brightness'])).toEqual(values)
  })
})

describe('changes', () => {
  it('are told of each control that is otherwise than before, whoever has done it', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam)
    const told = listen(controls)
    await controls.list()
    expect(told).toEqual([])
    await controls.set({ brightness: 7, reset: true })
    expect(told.splice(0)).toEqual(['brightness=7', 'reset=true'])
    await controls.set({ auto_exposure: 1 })
    expect(told.splice(0)).toEqual(['auto_exposure=1', 'exposure_time_absolute=250'])
    webcam.turn('brightness', 99)
    await controls.list()
    expect(told.splice(0)).toEqual(['brightness=99'])
  })

  it('that an automatic makes all the time are not', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam)
    const told = listen(controls)
    await controls.list()
    webcam.turn('exposure_time_absolute', 300)
    await controls.list()
    expect(told).toEqual([])
  })

  it('are told also where the device refused the rest, and not after the listener has cancelled', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam)
    const told = listen(controls)
    await expect(controls.set({ auto_exposure: 1, stubborn: 1 })).rejects.toThrow('refused')
    expect(told).toEqual(['auto_exposure=1', 'exposure_time_absolute=250'])
    const cancel = controls.onChange(() => told.push('told twice'))
    cancel()
    await controls.set({ brightness: 1 })
    expect(told).not.toContain('told twice')
  })
})

describe('at each opening', () => {
  it('a device is set to what the configuration says, automatics first', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam, {
      exposure_absolute: 100,
      brightness: 12,
      exposure_auto: 'Manual Mode',
    })
    expect(await restored(controls)).toEqual([])
    expect(webcam.sets).toEqual(['auto_exposure=1', 'exposure_time_absolute=100,brightness=12'])
    expect(controls.kept).toEqual([
      { name: 'exposure_absolute', value: 100, from: 'configuration' },
      { name: 'brightness', value: 12, from: 'configuration' },
      { name: 'exposure_auto', value: 'Manual Mode', from: 'configuration' },
    ])
  })

  it('nothing is set that is so already', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam, { brightness: 12, auto_exposure: 3 })
    await restored(controls)
    expect(webcam.sets).toEqual(['brightness=12'])
    await restored(controls)
    expect(webcam.sets).toEqual(['brightness=12'])
  })

  it('nothing at all is asked of a device for which nothing is kept', async () => {
    const webcam = new Webcam()
    await restored(controlsOf(webcam))
    expect(webcam.lists).toBe(0)
  })

  it('what was set since is set again, in the place of the configuration', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam, { brightness: 12, exposure_auto: 1 })
    await restored(controls)
    await controls.set({ auto_exposure: 3, brightness: 50, reset: true })
    expect(controls.kept).toEqual([
      { name: 'brightness', value: 50, from: 'request' },
      { name: 'auto_exposure', value: 3, from: 'request' },
    ])
    webcam.unplug()
    webcam.plug()
    const told = listen(controls)
    await restored(controls)
    expect(webcam.values).toMatchObject({ brightness: 50, auto_exposure: 3 })
    // For those who watch, nothing has happened.
    expect(told).toEqual([])
  })

  it('what cannot be is a warning that says what can, and the rest is set', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam, {
      britness: 1,
      brightness: 300,
      stubborn: 3,
      exposure_time_absolute: 100,
      auto_exposure: 'Manual Mode',
    })
    expect(await restored(controls)).toEqual([
      'warn: Expected britness to be a control of this camera (brightness, reset, stubborn, auto_exposure, exposure_time_absolute), got 1',
      'warn: Expected brightness to be a whole number from 0 to 255, got 300',
      `warn: ${webcam.device} refused: stubborn: Input/output error`,
    ])
    expect(webcam.values).toMatchObject({ auto_exposure: 1, exposure_time_absolute: 100 })
  })

  it('a value that an automatic governs is a warning, and not set', async () => {
    const webcam = new Webcam()
    const notes = await restored(controlsOf(webcam, { exposure_time_absolute: 100 }))
    expect(notes).toEqual([
      expect.stringMatching(/^warn: Expected exposure_time_absolute to be active/),
    ])
    expect(webcam.sets).toEqual([])
  })

  it('a camera that came back under another number is set there', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam, { brightness: 12 })
    await restored(controls)
    webcam.unplug()
    webcam.plug('video1')
    const moved = webcam.device
    await controls.restore(() => {}, moved)
    expect(webcam.sets).toEqual(['brightness=12'])
    expect(await controls.list()).toHaveLength(5)
    webcam.unplug()
    await expect(controls.list()).rejects.toThrow(`${moved} is not there`)
    webcam.plug()
  })

  it('a device that is gone, or does not answer, is one warning, not one for each control', async () => {
    const webcam = new Webcam()
    const controls = controlsOf(webcam, { brightness: 1, auto_exposure: 1 })
    webcam.unplug()
    const gone = `warn: controls are left as they are: ${webcam.device} is not there`
    expect(await restored(controls)).toEqual([gone])
    webcam.plug()
    webcam.fallSilent()
    const hasty = new V4l2Controls(webcam.device, {
      ...webcam,
      controls: { brightness: 1 },
      patience: 100,
    })
    const mute = `warn: controls are left as they are: ${webcam.device} did not answer within 100 ms`
    expect(await restored(hasty)).toEqual([mute])
  })
})
