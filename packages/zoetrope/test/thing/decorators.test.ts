/** Things are declared by decorators or by functions, and both say the same. @module */

import { describe, expect, test } from 'vitest'
import { Broadcast, Thing, thingDescription } from 'zoetrope'
import { plainMicroscope } from './functions.ts'
import { compilers, loweredMicroscope, loweredModule } from './lowered.ts'
import { askingOf, told } from './requests.ts'

type Maker = new (name: string) => Thing
type Lineage = Readonly<Record<'Plain' | 'Finest', Maker>>

const LINEAGE = `
  import { action, Broadcast, property, stream, Thing } from 'zoetrope'

  export class Plain extends Thing {
    @stream() accessor live = new Broadcast()
    @property({ type: 'integer', maximum: 10 }) accessor gain = 1
    @property({ type: 'integer' }) accessor offset = 2
    @action() go() { return 'plain' }
  }

  export class Finer extends Plain {
    go() { return 'finer of ' + super.go() }
  }

  export class Finest extends Finer {
    @property({ type: 'integer', maximum: 99 }) accessor gain = 3
    @property({ type: 'integer', readOnly: true }) get offset() { return super.offset }
    @action({ title: 'Far' }) go() { return 'finest of ' + super.go() }
  }
`

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

  test('a subclass of a subclass keeps what they declare, and may declare it anew', async () => {
    const { Finest, Plain } = await loweredModule<Lineage>(LINEAGE, compiler)
    const [plain, finest] = [new Plain('plain'), new Finest('finest')]
    expect(thingDescription(plain).properties['gain']).toMatchObject({ maximum: 10 })
    expect(thingDescription(finest)).toMatchObject({
      properties: { gain: { maximum: 99 }, offset: { readOnly: true }, live: {} },
      actions: { go: { title: 'Far' } },
    })
    const ask = askingOf(finest)
    const go = ask('/finest/actions/go', { method: 'POST' })
    expect((await told(go)).json).toBe('finest of finer of plain')
    const put = { method: 'PUT', json: 50 }
    expect((await ask('/finest/properties/gain', put)).status).toBe(204)
    expect((await ask('/finest/properties/offset', put)).status).toBe(405)
    expect((await told(ask('/finest/properties'))).json).toEqual({ gain: 50, offset: 2 })
    expect((await askingOf(plain)('/plain/properties/gain', put)).status).toBe(400)
  })

  test.each([
    ['@stream() accessor actions = new Broadcast()', RangeError, 'own'],
    ['@property() accessor größe = 1', RangeError, 'letters'],
    ['@action() $go() {}', RangeError, 'letters'],
    ['@property() static accessor gain = 1', TypeError, 'static'],
    ['@event() #found() {}', TypeError, '#found'],
  ])('%s is refused when the class is made', async (member, kind, text) => {
    const names = 'action, Broadcast, event, property, stream, Thing'
    const module = `import { ${names} } from 'zoetrope'\nexport class Wrong extends Thing { ${member} }`
    const made = loweredModule(module, compiler)
    await expect(made).rejects.toThrow(kind)
    await expect(made).rejects.toThrow(text)
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
