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
import { faults, openSpecimen } from './faults.mjs'
import { sound } from './sound.mjs'

const [wanted = ''] = process.argv.slice(2)
const chosen = [...sound, ...faults].filter(({ name }) => name.includes(wanted))
for (const specimen of chosen) {
  const { url } = await openSpecimen(specimen)
  console.log(`${url.padEnd(50)} ${specimen.name.padEnd(28)} ${specimen.wrong}`)
}
if (chosen.length === 0) console.error(`Nothing in the set is called "${wanted}"`)
