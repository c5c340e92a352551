/**
 * The guard: a shell that ends our children when we cannot, because we were killed, crashed or ran out
 * of memory. It reads a pipe from us, and a pipe ends with whoever writes to it, however that ended.
 *
 * One guard serves all children (of a worker thread: all of that thread's, and it acts when the
 * thread is terminated), and runs while there are any. Where there is no `/bin/sh` (Windows) the
 * children are ended when this program exits, but not when it is killed; Windows itself does that.
 * See docs/decisions/0006-guard.md.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { GUARD_SCRIPT } from './guard-script.ts'
import { signalGroup } from './session.ts'

/** Milliseconds a guard has to have lived to be worth another: one that cannot run would not either. */
const PROBATION = 1000

const wards = new Set<number>()
let guard: ChildProcess | undefined

/**
 * Sees to it that the group and session which `leader` leads do not outlive this program. Returns a
 * function that lets them go, to be called when they have ended: their number will be another's.
 */
export function watchOver(leader: number): () => void {
  if (wards.size === 0) process.on('exit', endWards)
  wards.add(leader)
  if (guard) tell(guard, `+${leader}\n`)
  else post()
  return () => {
    if (!wards.delete(leader)) return
    if (guard) tell(guard, `-${leader}\n`)
    if (wards.size > 0) return
    process.off('exit', endWards)
    dismiss()
  }
}

/** Starts the guard and tells it of everybody. */
function post(): void {
  if (process.platform === 'win32') return
  const { PATH } = process.env
  const sh = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'zoetrope-guard'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // It needs `sleep`, and none of our secrets.
    env: { PATH },
  })
  guard = sh
  const began = performance.now()
  const gone = (): void => {
    if (guard !== sh) return
    guard = undefined
    if (wards.size > 0 && performance.now() - began > PROBATION) post()
  }
  sh.once('exit', gone)
  sh.once('error', gone)
  // Its end is told above.
  sh.stdin.on('error', () => {})
  sh.unref()
  if (sh.stdin instanceof Socket) sh.stdin.unref()
  for (const ward of wards) tell(sh, `+${ward}\n`)
}

function tell({ stdin }: ChildProcess, line: string): void {
  if (stdin?.writable) stdin.write(line)
}

/** The end of its input, and nobody to end: it leaves. */
function dismiss(): void {
  guard?.stdin?.end()
  guard = undefined
}

// The guard asks first and insists later; without one there is no later.
function endWards(): void {
  if (guard) return
  for (const ward of wards) signalGroup(ward, 'SIGKILL')
}
