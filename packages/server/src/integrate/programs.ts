/**
 * The programs that lines are written for.
 *
 * @module
 */
import { caddy } from './caddy.ts'
import { frigate } from './frigate.ts'
import { homeAssistant } from './home-assistant.ts'
import { moonraker } from './moonraker.ts'
import { nginx } from './nginx.ts'
import { octoprint } from './octoprint.ts'
import type { Integration, Setup } from './setup.ts'
import { systemd } from './systemd.ts'

/**
 * Writes the lines for one program.
 *
 * @throws {RangeError} where it cannot be said in the program's language.
 */
export type Writer = (setup: Setup) => Integration

/** All of them, by the word for the command line. */
export const programs: ReadonlyMap<string, Writer> = new Map([
  ['octoprint', octoprint],
  [
    'mainsail',
    moonraker({
      title: 'Mainsail',
      service: 'mjpegstreamer-adaptive',
      editor: 'Mainsail: Machine > moonraker.conf',
    }),
  ],
  [
    'fluidd',
    moonraker({
      title: 'Fluidd',
      service: 'mjpegstreamer-adaptive',
      editor: 'Fluidd: Configuration > moonraker.conf',
    }),
  ],
  [
    'moonraker',
    moonraker({
      title: 'the interface',
      service: 'mjpegstreamer',
      editor: 'in ~/printer_data/config',
    }),
  ],
  ['home-assistant', homeAssistant],
  ['frigate', frigate],
  ['nginx', nginx],
  ['caddy', caddy],
  ['systemd', systemd],
])
