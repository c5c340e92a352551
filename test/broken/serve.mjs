/**
 * Opens the whole broken set, to be looked at by hand: `npm run build`, then
 *
 *     node test/broken/serve.mjs            all of them
 *     node test/broken/serve.mjs thumbnail  those whose names have this in them
 *
 * Ctrl-C ends it.
 *
 * @module
 */
import { faults, openFault } from './faults.mjs'
import { sound } from './sound.mjs'

const [wanted = ''] = process.argv.slice(2)
const chosen = [...sound, ...faults].filter(({ name }) => name.includes(wanted))
for (const fault of chosen) {
  const { url } = await openFault(fault)
  console.log(`${url.padEnd(50)} ${fault.name.padEnd(28)} ${fault.wrong}`)
}
if (chosen.length === 0) console.error(`No fault is called "${wanted}"`)
