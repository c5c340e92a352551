import { nodeListener } from 'zoetrope/node'
import { broken } from '../../../exhibition.mjs'

// biome-ignore lint/style/noDefaultExport: Next.js wants it so
export default nodeListener(broken, { onError: () => {} })
export const config = { api: { externalResolver: true } }
