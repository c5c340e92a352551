import { live } from '../../../../../exhibition.mjs'

const handler = live('/routes/live')

export { handler as DELETE, handler as GET, handler as HEAD, handler as OPTIONS, handler as POST }
export const dynamic = 'force-dynamic'
