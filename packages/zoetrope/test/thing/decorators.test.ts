/** Things are declared by decorators or by functions, and both say the same. @module */

import { describe, expect, test } from 'vitest'
import { Broadcast, Thing, thingDescription } from 'zoetrope'
import { plainMicroscope } from './functions.ts'
import { compilers, loweredMicroscope } from './lowered.ts'

describe.each(compilers)('compiled by %s', (compiler) => {
  test('a class with decorators describes itself as a thing with functions does', async () => {
    const { Microscope } = await loweredMicroscope(compiler)
    const about = { title: 'Microscope', description: 'On the bench.' }
    expect(thingDescription(new Microscope('microscope', about))).toEqual(
      thingDescription(plainMicroscope('microscope', about)),
    )
  })

  test('two things of one class share nothing', async () => {
    const { Microscope } = await loweredMicroscope(compiler)
    const [one, other] = [new Microscope('one'), new Microscope('other')]
    one.exposure = 20
    expect(other.exposure).toBe(10)
    expect(one.live).toBeInstanceOf(Broadcast)
    expect(one.live).not.toBe(other.live)
    expect(one.overview).not.toBe(other.overview)
  })

  test('a stream at a getter is made when it is first asked for, once, and not for a description', async () => {
    const { Microscope } = await loweredMicroscope(compiler)
    const microscope = new Microscope('microscope')
    expect(thingDescription(microscope).properties).toHaveProperty('overview')
    expect(microscope.made).toBe(0)
    expect(microscope.overview).toBe(microscope.overview)
    expect(microscope.made).toBe(1)
  })

  test('closing a thing closes the streams it has made, and makes none for that', async () => {
    const { Microscope } = await loweredMicroscope(compiler)
    const microscope = new Microscope('microscope')
    await microscope.close()
    await microscope.close()
    expect(microscope.live.closed).toBe(true)
    expect(microscope.made).toBe(0)
  })

  test('a subclass keeps what its class declares, and may declare it anew', async () => {
    const { Microscope } = await loweredMicroscope(compiler)
    class Better extends Microscope {}
    expect(thingDescription(new Better('better')).actions).toHaveProperty('move')
  })
})

test('a stream that was handed to a thing is left open when the thing is closed', async () => {
  const { addStream } = await import('zoetrope')
  const thing = new Thing('thing')
  const live = new Broadcast()
  addStream(thing, 'live', live)
  await thing.close()
  expect(live.closed).toBe(false)
})
