import { room } from '../../../../../exhibition.mjs'

const handler = room('/routes/cameras')

export { handler as DELETE, handler as GET, handler as HEAD, handler as OPTIONS, handler as POST }
export const dynamic = 'force-dynamic'
