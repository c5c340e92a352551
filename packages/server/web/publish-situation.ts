/**
 * What a person is told about the pictures that this device sends: one sign and one or two sentences.
 *
 * @module
 */
import type { PushState } from 'zoetrope/client'
import type { Trouble } from './publish-trouble.ts'
import { publishWords as words } from './publish-words.ts'
import type { Sign } from './sign.ts'

/** All that matters. */
export interface PublishFacts {
  /** The camera to be. */
  readonly camera: string
  /** The server, as the page was reached: `pi.local:8080`. */
  readonly host: string
  /** Why the browser gives no camera. */
  readonly trouble: Trouble | undefined
  /** The person is being asked. */
  readonly isAsking: boolean
  /** `undefined` while nothing is to be sent. */
  readonly link: Link | undefined
  /** Nobody sees the page. */
  readonly isHidden: boolean
  /** The device gives pictures. */
  readonly isGiving: boolean
  /** The screen is kept on. */
  readonly isAwake: boolean
  /** Pictures a second that were chosen. */
  readonly wanted: number
  /** Of these, lately: left out by the link, and by this device. */
  readonly leftOut: number
  readonly missed: number
}

/** How it stands with the server. */
export interface Link {
  readonly state: PushState
  /** Why there is no connection: `PUBLISHER_PRESENT: ...`, or a sentence. */
  readonly error: string | undefined
}

/** What is told. */
export interface PublishSituation {
  readonly sign: Sign
  readonly headline: string
  readonly detail: string
  /** Whether something is to be done about it. */
  readonly isBad: boolean
}

/** Of the pictures that were chosen: so many may be left out before it is worth a word. */
const WORTH_A_WORD = 0.2

/** Tells what the facts mean, the worst first. */
export function publishSituation(facts: PublishFacts): PublishSituation {
  const { trouble, isAsking, link } = facts
  if (trouble) return bad('missing', words.trouble(trouble), words.remedy(trouble, facts.host))
  if (isAsking) return calm('starting', words.asking, words.askingHow)
  if (!link) return calm('idle', words.idle, words.idleHow)
  if (link.state === 'open') return open(facts)
  if (link.state === 'paused') return calm('paused', words.paused, words.pausedHow)
  return unconnected(link, facts.camera)
}

function open({ isGiving, isHidden, ...facts }: PublishFacts): PublishSituation {
  if (!isGiving) return calm('stalled', words.withheld, words.withheldHow)
  if (isHidden) return calm('live', words.live, words.hiddenHow)
  const { wanted, leftOut, missed } = facts
  const worth = wanted * WORTH_A_WORD
  if (leftOut > worth && leftOut >= missed) {
    return calm('live', words.slowLink, words.slowLinkHow(leftOut, wanted))
  }
  if (missed > worth) return calm('live', words.slowDevice, words.slowDeviceHow(missed, wanted))
  return calm('live', words.live, facts.isAwake ? words.awake : words.notAwake)
}

function unconnected({ state, error = '' }: Link, camera: string): PublishSituation {
  const [, code = '', told = error] = /^([A-Z_]+): (.*)$/s.exec(error) ?? []
  const why = words.refusal(code, camera)
  if (state === 'refused') return bad('closed', why ?? words.refused, told)
  if (why) return bad('opening', why, words.again)
  if (error === '') return calm('opening', words.connecting, '')
  return bad('silent', words.noAnswer, words.noAnswerHow)
}

function calm(sign: Sign, headline: string, detail: string): PublishSituation {
  return { sign, headline, detail, isBad: false }
}

function bad(sign: Sign, headline: string, detail: string): PublishSituation {
  return { sign, headline, detail, isBad: true }
}
