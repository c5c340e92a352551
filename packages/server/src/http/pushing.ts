/**
 * Who may publish, to which cameras: those whose frames are pushed, and new ones where publishers may
 * make them.
 *
 * Such a camera is kept on although nobody looks: its frames come anyway, and that none come is worth
 * knowing. Only a publisher that can be told to rest lets it rest.
 *
 * @module
 */
import { type Camera, type Cameras, PushSource } from 'zoetrope'
import { UNTOLD } from '../access/proxies.ts'
import { Ranges } from '../access/ranges.ts'
import { Attendance } from './attendance.ts'
import type { Log } from './log.ts'
import { MadeCameras, type MakingPolicy } from './made-cameras.ts'
import { Problem } from './problem.ts'
import type { Visit } from './visit.ts'

/** Who may publish, and what that may bring about. */
export interface PushPolicy extends MakingPolicy {
  /**
   * Who may publish besides programs of this machine: IP addresses, ranges like `10.0.0.0/8`,
   * `network` for all private addresses, or `any`.
   *
   * @default none
   */
  readonly allow?: readonly string[] | undefined
}

/** A camera that somebody may publish to. */
export interface Target {
  readonly camera: Camera
  readonly source: PushSource
}

/** Knows who publishes to a server's cameras. */
export class Pushing {
  #cameras: Cameras
  #allowed: Ranges
  #made: MadeCameras | undefined
  #log: Log
  #attendances = new Map<Camera, Attendance>()
  #leave: () => void

  /** @throws {RangeError} when the policy is not what it should be. */
  constructor(cameras: Cameras, policy: PushPolicy, log: Log) {
    this.#cameras = cameras
    this.#log = log
    const option = { option: 'push.allow', words: ['loopback', 'network', 'any'] } as const
    this.#allowed = new Ranges(['loopback', ...(policy.allow ?? [])], option)
    if (policy.create) this.#made = new MadeCameras(cameras, policy.create, policy)
    for (const camera of cameras) this.#attend(camera)
    this.#leave = cameras.onChange(({ type, camera }) => {
      if (type === 'added') this.#attend(camera)
      else this.#dismiss(camera)
    })
  }

  /**
   * What a visit wants to publish to; a new camera, where that may be.
   *
   * @throws {Problem} `PUSH_FORBIDDEN`, `NO_SUCH_CAMERA`, `NOT_A_PUSH_CAMERA`, `CAMERA_CLOSED`,
   * `INVALID_CAMERA_NAME`, `TOO_MANY_CAMERAS`.
   */
  async target({ address, params }: Visit): Promise<Target> {
    if (!this.#allowed.includes(address)) throw forbidden(address)
    const name = params['name'] ?? ''
    const camera = this.#cameras.get(name) ?? (await this.#made?.make(name))
    if (!camera) throw this.#unknown(name)
    const { source } = camera
    if (source instanceof PushSource) return { camera, source }
    const detail = `${name} shows ${source.label ?? 'something else'}; frames can be published to cameras whose source is push:`
    throw new Problem('NOT_A_PUSH_CAMERA', detail, { members: { camera: name } })
  }

  /** Lets go of the cameras. Idempotent. */
  close(): void {
    this.#leave()
    for (const camera of this.#attendances.keys()) this.#dismiss(camera)
    this.#made?.close()
  }

  #attend(camera: Camera): void {
    const { source } = camera
    if (!(source instanceof PushSource) || camera.state === 'closed') return
    this.#attendances.set(camera, new Attendance(camera, source, this.#log))
  }

  #dismiss(camera: Camera): void {
    this.#attendances.get(camera)?.close()
    this.#attendances.delete(camera)
  }

  #unknown(name: string): Problem {
    const takers = Array.from(this.#attendances.keys(), (camera) => camera.name)
    const those = takers.length > 0 ? `; to these: ${takers.join(', ')}` : ''
    const detail = `There is no camera "${name}" that frames could be published to${those}. Start the server with ${name}=push: or with --push-create`
    return new Problem('NO_SUCH_CAMERA', detail, { members: { cameras: takers } })
  }
}

function forbidden(address: string | undefined): Problem {
  const who = address ?? UNTOLD
  const detail = `${who} may not publish here: only programs of this machine may. To let others, start the server with --allow-push network, or with an address`
  return new Problem('PUSH_FORBIDDEN', detail, { members: { address: address ?? null } })
}
