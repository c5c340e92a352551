/** Next.js, with both of its routers: routes lie below /routes, pages' API below /api. @module */
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** @type {import('next').NextConfig} */
const config = {
  // One broadcast for all routes: the library is loaded once, and not bundled into each.
  serverExternalPackages: ['zoetrope'],
  // Where the packages lie, which is outside of this folder here.
  turbopack: { root },
  outputFileTracingRoot: root,
}

// biome-ignore lint/style/noDefaultExport: Next.js wants it so
export default config
