/** node:http by itself. @module */
import { createServer } from 'node:http'
import { nodeListener } from 'zoetrope/node'
import { everything, open } from './exhibition.mjs'

const server = createServer(nodeListener(everything(), { onError: () => {} }))
server.listen(0, '127.0.0.1', () => open(server.address().port, () => server.close()))
