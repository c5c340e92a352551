/**
 * Makes `<zoetrope-view>` known as soon as it is imported: `import 'zoetrope/element/define'`.
 *
 * @module
 */
import { defineZoetropeView } from './definition.ts'

defineZoetropeView()
