/**
 * Makes `<zoetrope-view>` known as soon as it is imported: `import 'zoetrope/element/define'`.
 *
 * @module
 */
import { defineZoetropeView } from './definition.ts'
import { ZoetropeView } from './view.ts'

defineZoetropeView()

// Exported, so that the types know the element of that name where only this is imported.
export { ZoetropeView }
