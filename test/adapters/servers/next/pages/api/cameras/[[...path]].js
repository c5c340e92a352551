import { nodeListener } from 'zoetrope/node'
import { room } from '../../../../exhibition.mjs'

// biome-ignore lint/style/noDefaultExport: Next.js wants it so
export default nodeListener(room('/api/cameras'))
export const config = { api: { bodyParser: false, externalResolver: true } }
