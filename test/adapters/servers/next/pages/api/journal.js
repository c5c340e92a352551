import { nodeListener } from 'zoetrope/node'
import { journal } from '../../../exhibition.mjs'

// biome-ignore lint/style/noDefaultExport: Next.js wants it so
export default nodeListener(journal, { onError: () => {} })
export const config = { api: { externalResolver: true } }
