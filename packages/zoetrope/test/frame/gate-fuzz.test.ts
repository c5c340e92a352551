import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needs } from '../../../../test/needs.ts'
import { ZoetropeError } from '../../src/errors.ts'
import { Gate } from '../../src/frame/gate.ts'
import { inspectJpeg } from '../../src/frame/jpeg.ts'
import { Decoder, hasLibjpeg } from './libjpeg.ts'
import { dice, mutant, type Victim } from './mutations.ts'
import { victims } from './victims.ts'

/** `npm run fuzz -- gate 1000000` sets both. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 5000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 1)

/** Frames under way to the decoder at a time. */
const FLIGHT = 200

const gates = () => [
  new Gate(),
  new Gate({ countBlocks: 'never' }),
  new Gate({ repair: false, countBlocks: 'never' }),
  new Gate({ countBlocks: 'always' }),
  new Gate({ rotate: 90, strip: ['exif', 'comments'] }),
  new Gate({ rotate: 270, strip: ['all'] }),
]

/** What came of all cases. */
interface Outcome {
  readonly refused: Record<string, number>
  readonly fatal: string[]
  readonly wrongSize: number[]
  passed: number
  warned: number
}

describe.skipIf(!hasLibjpeg || !needs('ffmpeg'))('a damaged frame', () => {
  let seeds: Victim[]
  let decoder: Decoder
  beforeAll(() => {
    seeds = victims()
    decoder = new Decoder()
  })
  afterAll(() => decoder.close())

  it('is refused with a reason, or libjpeg decodes it without a fatal error', {
    timeout: 20_000 + CASES * 5,
  }, async () => {
    const outcome: Outcome = { refused: {}, fatal: [], wrongSize: [], passed: 0, warned: 0 }
    const all = gates()
    let flight: Promise<void>[] = []
    for (let nth = 0; nth < CASES; nth++) {
      const roll = dice(SEED * 1_000_003 + nth)
      const jpeg = mutant(seeds, roll)
      const passed = passedOf(all[roll(all.length)] ?? new Gate(), jpeg, outcome)
      if (passed) flight.push(judge(passed, nth))
      if (flight.length < FLIGHT) continue
      await Promise.all(flight)
      flight = []
    }
    await Promise.all(flight)
    if (CASES >= 100_000) console.log(`${CASES} cases:`, outcome)
    expect(outcome).toMatchObject({ fatal: [], wrongSize: [] })
    // Neither all nor nothing: it would be no test.
    expect(outcome.passed).toBeGreaterThan(CASES / 10)
    expect(outcome.passed).toBeLessThan(CASES - CASES / 10)

    async function judge(passed: ReturnType<Gate['pass']>, nth: number): Promise<void> {
      const verdict = await decoder.judge(passed.jpeg)
      const [word, width, height, warnings] = verdict.split(' ')
      outcome.passed += 1
      if (word !== 'ok') outcome.fatal.push(`case ${nth}: ${verdict}`)
      else if (+(width ?? 0) !== passed.width || +(height ?? 0) !== passed.height) {
        outcome.wrongSize.push(nth)
      }
      if (warnings !== '0') outcome.warned += 1
    }
  })

  it('would break decoders if it were only whole from marker to marker', async () => {
    const verdicts: string[] = []
    for (let nth = 0; nth < 1000; nth++) {
      const jpeg = mutant(seeds, dice(nth))
      if (inspectJpeg(jpeg).ok) verdicts.push(await decoder.judge(jpeg))
    }
    expect(verdicts.filter((verdict) => verdict.startsWith('fatal')).length).toBeGreaterThan(10)
  })
})

/** What the gate lets through; anything it throws but INVALID_FRAME is a failure. */
function passedOf(
  gate: Gate,
  jpeg: Uint8Array,
  { refused }: Outcome,
): ReturnType<Gate['pass']> | undefined {
  try {
    return gate.pass(jpeg)
  } catch (error) {
    if (!(error instanceof ZoetropeError) || error.code !== 'INVALID_FRAME') throw error
    const flaw = /bytes: (\S+)/.exec(error.message)?.[1] ?? error.message
    refused[flaw] = (refused[flaw] ?? 0) + 1
    return undefined
  }
}
