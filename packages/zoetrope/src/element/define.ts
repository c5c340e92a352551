/**
 * Makes `<zoetrope-view>` known as soon as it is imported: `import 'zoetrope/element/define'`.
 *
 * @module
 */
import { defineZoetropeView } from './definition.ts'

// Stays in the declarations, so that whoever imports this knows the element by its name.
export type { ZoetropeView } from './view.ts'

defineZoetropeView()
