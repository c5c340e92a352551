/**
 * One look: how thorough it is to be, what it looks at, and what it gives.
 *
 * @module
 */
import type { Conversation } from './conversation.ts'
import type { Finding } from './finding.ts'
import type { Reached } from './reach.ts'
import type { Facts } from './report.ts'

/** How thorough a probe is, and who hears of it. */
export interface ProbeOptions {
  /** Four seconds instead of about eleven, and no slow viewer. */
  readonly quick: boolean
  readonly signal: AbortSignal
  /** Is told what is looked at now. */
  readonly progress: (what: string) => void
}

/** A target that answered 200. */
export interface Answered extends Reached {
  readonly conversation: Conversation
}

/** What looking at one kind of thing gave. */
export interface Looked {
  readonly findings: readonly Finding[]
  /** What is as it should be, in sentences. */
  readonly fine: readonly string[]
  /** What was not looked at, and why, in sentences. */
  readonly unseen?: readonly string[] | undefined
  readonly facts: Facts
}
