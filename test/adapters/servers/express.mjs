/** Express 5, behind a middleware that sets headers as helmet does. @module */
import express from 'express'
import { nodeListener } from 'zoetrope/node'
import { broken, echo, journal, live, open, room } from './exhibition.mjs'

const app = express()
app.use((_request, response, next) => {
  response.set('x-house', 'dressed')
  next()
})
app.use(express.json())
app.use('/api/live', nodeListener(live()))
app.use('/api/cameras', nodeListener(room()))
app.use('/api/journal', nodeListener(journal))
app.use('/api/echo', nodeListener(echo))
app.use('/api/broken', nodeListener(broken))
app.use((error, _request, response, _next) => {
  response.status(500).set('x-caught', error.message).end()
})

const server = app.listen(0, '127.0.0.1', () => open(server.address().port, () => server.close()))
