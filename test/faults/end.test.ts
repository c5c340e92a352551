import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  allGone,
  descendants,
  guardsOf,
  processes,
  type Seen,
} from '../../packages/zoetrope/test/node/children.ts'
import { serve } from '../e2e/running.ts'
import { needs } from '../needs.ts'

/*
 * What is left of the programs that capture when the server ends, however it does.
 */

/** Milliseconds within which all have to be gone: generous, since nobody is timed. */
const LIMIT = Number(process.env['ZOETROPE_FAULT_LIMIT'] ?? 60_000)

const input = '-f lavfi -i testsrc2=size=320x240:rate=25'

/** A script that starts others, one of them in a group of its own, all deaf to SIGTERM. */
const script = `trap "" TERM; sleep 600 & timeout 600 sleep 600 & ffmpeg -v error -re ${input} -f mjpeg -`

/** Ends those who should be gone, should they not be. */
function endAll(family: readonly Seen[]): void {
  const pids = new Set(processes().map(({ pid }) => pid))
  for (const { pid } of family) if (pids.has(pid)) process.kill(pid, 'SIGKILL')
}

async function within(family: readonly Seen[]): Promise<void> {
  const late = pause(LIMIT, 'late', { ref: false })
  if ((await Promise.race([allGone(family), late])) !== 'late') return
  const pids = new Set(processes().map(({ pid }) => pid))
  const left = family.filter(({ pid }) => pids.has(pid)).map(({ command }) => command)
  throw new Error(`${left.length} programs are left: ${left.join(', ')}`)
}

describe.skipIf(!needs('ffmpeg') || process.platform !== 'linux')(
  'no program that captures is left, nor what it started, when the server gets',
  () => {
    test.each(['SIGTERM', 'SIGKILL'] as const)('%s', async (signal) => {
      const server = await serve([
        `one=ffmpeg:-re ${input}`,
        `two=exec:sh -c '${script}'`,
        '--always',
      ])
      onTestFinished(() => server.stop('SIGKILL'))
      for (const name of ['one', 'two']) {
        expect((await fetch(`${server.url}/cameras/${name}/snapshot.jpg`)).status).toBe(200)
      }
      const { pid = 0 } = server.process
      const family = descendants(pid)
      const programs = family.map(({ command }) => command.split(' ')[0]).sort()
      expect(programs).toEqual(['ffmpeg', 'ffmpeg', 'sh', 'sleep', 'sleep', 'timeout'])
      onTestFinished(() => endAll(family))
      const guards = guardsOf(pid)
      expect(guards).toHaveLength(1)
      await server.stop(signal)
      await within([...family, ...guards])
    })
  },
)
