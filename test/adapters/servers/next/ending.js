/** Streams end when what they show does: Next.js waits for them when it is told to end. @module */
import { end } from '../exhibition.mjs'

process.once('SIGTERM', end)
