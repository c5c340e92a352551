/**
 * What is sent: which camera of the device, how large, how often, how well. The browser keeps it for
 * the next time.
 *
 * @module
 */

/** One choice of each. */
export interface Settings {
  /** `facing:environment`, `facing:user`, or the id of a device. */
  readonly device: string
  /** Pixels of the longer side. */
  readonly size: number
  /** Pictures a second. */
  readonly rate: number
  /** Of the JPEG, 0 to 1. */
  readonly quality: number
}

/** What there is to choose from. */
export const choices = {
  size: [320, 640, 960, 1280, 1920],
  rate: [1, 2, 5, 10, 15, 30],
  quality: [0.5, 0.7, 0.85],
} as const

/** Where nobody has chosen. */
export const usual: Settings = {
  device: 'facing:environment',
  size: 1280,
  rate: 15,
  quality: 0.7,
}

const KEY = 'zoetrope.publish'

/** What was chosen last in this browser. */
export function remembered(): Settings {
  try {
    return readSettings(JSON.parse(localStorage.getItem(KEY) ?? 'null'))
  } catch {
    // Storage may be forbidden.
    return usual
  }
}

/** Keeps it for the next time, where that is allowed. */
export function remember(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings))
  } catch {
    // Then it is asked for again.
  }
}

/** Settings from what may be anything: what is not a choice becomes the usual one. */
export function readSettings(value: unknown): Settings {
  const found = typeof value === 'object' && value !== null ? { ...value } : {}
  const device = Reflect.get(found, 'device')
  return {
    device: typeof device === 'string' && device !== '' ? device : usual.device,
    size: among(choices.size, Reflect.get(found, 'size')) ?? usual.size,
    rate: among(choices.rate, Reflect.get(found, 'rate')) ?? usual.rate,
    quality: among(choices.quality, Reflect.get(found, 'quality')) ?? usual.quality,
  }
}

/** What `getUserMedia()` is to look for. */
export function constraintsFor({ device, size, rate }: Settings): MediaStreamConstraints {
  const facing = /^facing:(.+)$/.exec(device)?.[1]
  return {
    audio: false,
    video: {
      ...(facing ? { facingMode: { ideal: facing } } : { deviceId: { exact: device } }),
      width: { ideal: size },
      // A device that is held upright turns it.
      height: { ideal: Math.round((size * 3) / 4) },
      frameRate: { ideal: rate },
    },
  }
}

function among(known: readonly number[], value: unknown): number | undefined {
  return known.find((each) => each === value)
}
