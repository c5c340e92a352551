import { echo as handler } from '../../../../exhibition.mjs'

export { handler as GET, handler as POST }
export const dynamic = 'force-dynamic'
