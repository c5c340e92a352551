import { nodeListener } from 'zoetrope/node'
import { echo } from '../../../exhibition.mjs'

// biome-ignore lint/style/noDefaultExport: Next.js wants it so
export default nodeListener(echo, { onError: () => {} })
export const config = { api: { externalResolver: true } }
