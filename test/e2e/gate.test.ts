import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Cameras, Gate, type Rotation } from 'zoetrope'
import { camera, Feed, folder, server } from '../../packages/server/test/http/makers.ts'
import { without } from '../../packages/zoetrope/test/frame/anatomy.ts'
import { ffmpeg } from '../../packages/zoetrope/test/frame/real-streams.ts'
import { needs } from '../needs.ts'
import { openChromium, openFirefox, type Sight } from './eyes.ts'

/** 128 x 64 pixels, black on the left and grey on the right, with the standard tables. */
const halves = () =>
  ffmpeg([
    ...[
      '-f',
      'lavfi',
      '-i',
      'color=black:size=64x64',
      '-f',
      'lavfi',
      '-i',
      'color=gray:size=64x64',
    ],
    ...['-filter_complex', 'hstack', '-frames:v', '1', '-c:v', 'mjpeg', '-huffman', 'default'],
    ...['-pix_fmt', 'yuvj422p', '-q:v', '2', '-f', 'mjpeg'],
  ])

/** Where the middles of the black and the grey half are painted. */
const places: readonly [
  Rotation,
  black: readonly [number, number],
  grey: readonly [number, number],
][] = [
  [0, [32, 32], [96, 32]],
  [90, [32, 32], [32, 96]],
  [180, [96, 32], [32, 32]],
  [270, [32, 96], [32, 32]],
]

const ways = {
  'a stream in an <img>': '/stream',
  'a snapshot': '/snapshot.jpg',
}

describe.skipIf(!needs('ffmpeg')).each([
  ['Chromium', 'chromium', openChromium],
  ['Firefox', 'firefox-esr', openFirefox],
])('%s', (_, program, launch) => {
  describe.skipIf(!needs(program))('without a screen', () => {
    let sight: Sight

    beforeAll(async () => {
      sight = await launch()
    })

    afterAll(() => sight.close())

    for (const [name, path] of Object.entries(ways)) {
      test.each(places)(`turns ${name} by %i degrees`, async (rotate, black, grey) => {
        const publicDir = folder()
        const html = `<!doctype html><body style="margin:0"><img src="${path}">`
        writeFileSync(join(publicDir, 'look.html'), html)
        // As a webcam gives it: no tables, no end.
        const feed = new Feed(without(halves(), 0xc4).slice(0, -2))
        const gate = new Gate({ rotate })
        const cameras = new Cameras([camera('desk', feed, { gate })])
        const running = await server({ cameras, publicDir })
        const eyes = await sight.open()
        onTestFinished(() => eyes.close())
        await eyes.goto(`${running.url}look.html`)
        const seen = async () => {
          const shades = [await eyes.red(...black), await eyes.red(...grey)]
          return shades.map((shade) => Math.round(shade / 64))
        }
        await expect.poll(seen, { timeout: 30_000, interval: 20 }).toEqual([0, 2])
      })
    }
  })
})
