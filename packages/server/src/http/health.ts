/**
 * Whether the server answers: for whoever restarts it when it does not.
 *
 * A lost camera does not make the server ill; its state is in `/cameras`.
 *
 * @module
 */
import { z } from 'zod'
import { json, noQuery, type Route, route } from './route.ts'

/** `/healthz`. */
export function healthRoute(): Route {
  return route({
    id: 'getHealth',
    paths: ['/healthz'],
    summary: 'Whether the server answers. Says nothing about the cameras.',
    query: noQuery,
    answers: [
      {
        status: 200,
        about: 'It does.',
        type: 'application/json',
        schema: z.object({ status: z.literal('ok') }),
      },
    ],
    answer: () => json({ status: 'ok' }),
  })
}
