import { nodeListener } from 'zoetrope/node'
import { live } from '../../../../exhibition.mjs'

// biome-ignore lint/style/noDefaultExport: Next.js wants it so
export default nodeListener(live('/api/live'))
export const config = { api: { bodyParser: false, externalResolver: true } }
