/**
 * `/status` of an ESP32: what its sensor is set to, all as numbers.
 *
 * @module
 */
import { type Camera, jpegQuality, type Part } from 'zoetrope'
import { controlFor, settings } from './esp32-settings.ts'

/** `framesize_t` of Espressif's driver: the place in it is the number. */
const SIZES: readonly (readonly [width: number, height: number])[] = [
  ...([
    [96, 96],
    [160, 120],
    [128, 128],
    [176, 144],
    [240, 176],
    [240, 240],
    [320, 240],
  ] as const),
  ...([
    [320, 320],
    [400, 296],
    [480, 320],
    [640, 480],
    [800, 600],
    [1024, 768],
  ] as const),
  ...([
    [1280, 720],
    [1280, 1024],
    [1600, 1200],
    [1920, 1080],
    [720, 1280],
  ] as const),
  ...([
    [864, 1536],
    [2048, 1536],
    [2560, 1440],
    [2560, 1600],
    [1080, 1920],
    [2560, 1920],
    [2592, 1944],
  ] as const),
]

/** `PIXFORMAT_JPEG` of the same driver. */
const JPEG = 4
/** Its worst quality; the best is 0. */
const WORST = 63

/** What an ESP32 tells, in its order. */
const TOLD = [
  ...['xclk', 'pixformat', 'framesize', 'quality', 'brightness', 'contrast', 'saturation'],
  ...['sharpness', 'special_effect', 'wb_mode', 'awb', 'awb_gain', 'aec', 'aec2', 'ae_level'],
  ...['aec_value', 'agc', 'agc_gain', 'gainceiling', 'bpc', 'wpc', 'raw_gma', 'lenc', 'vflip'],
  ...['hmirror', 'dcw', 'colorbar', 'led_intensity'],
]

/** Settings that no camera here has: as a sensor has them that leaves pictures alone, without a lamp. */
const FIXED: Readonly<Record<string, number>> = {
  ...{ xclk: 20, pixformat: JPEG, awb_gain: 1, wpc: 1, raw_gma: 1, lenc: 1, dcw: 1 },
  led_intensity: -1,
}

/** What an ESP32 would tell of a camera; 0 for what the camera has not. */
export async function esp32Status(camera: Camera): Promise<Readonly<Record<string, number>>> {
  // A device that is away has nothing to tell; whoever asks shall see its pictures all the same.
  const controls = (await camera.source.controls?.list().catch(() => [])) ?? []
  const { newest } = camera.broadcast
  const seen: Readonly<Record<string, number>> = {
    ...FIXED,
    ...(newest && { framesize: sizeOf(newest), quality: qualityOf(jpegQuality(newest.jpeg)) }),
  }
  const told = TOLD.map((name): [string, number] => {
    const control = controlFor(name, controls)
    return [name, seen[name] ?? (control ? (settings[name]?.scale.from(control) ?? 0) : 0)]
  })
  return Object.fromEntries(told)
}

/** The number of a size, or of the largest that is no larger. */
function sizeOf({ width, height }: Pick<Part, 'width' | 'height'>): number {
  const exact = SIZES.findIndex(([wide, high]) => wide === width && high === height)
  if (exact >= 0) return exact
  const area = ([wide, high]: readonly [number, number]): number => wide * high
  const fitting = SIZES.filter((size) => area(size) <= width * height)
  const largest = fitting.toSorted((one, other) => area(other) - area(one))[0]
  return largest ? SIZES.indexOf(largest) : 0
}

/** Of 1 to 100, best last, to 63 to 0. */
function qualityOf(quality = 100): number {
  return Math.round(((100 - quality) / 99) * WORST)
}
