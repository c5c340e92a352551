/**
 * A plugin of typedoc: names the reference's modules as they are imported, and sorts what is in them
 * by the folder in which it lies, because that is the way of a frame.
 *
 * @module
 */
import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc'

/** Entry point, by its folder in src -> what it is imported as. */
/** @type {Readonly<Record<string, string>>} */
const modules = {
  index: 'zoetrope',
  node: 'zoetrope/node',
  client: 'zoetrope/client',
  element: 'zoetrope/element',
}

/** Folder, or file at the top of src -> heading. What is not named is of its module's own folder. */
/** @type {Readonly<Record<string, string>>} */
const headings = {
  frame: 'Frames',
  multipart: 'The wire format',
  broadcast: 'Broadcasts',
  camera: 'Cameras',
  sources: 'Sources',
  placeholder: 'Placeholders',
  viewer: 'Viewers',
  handler: 'Handlers and responses',
  live: 'The protocols of /live and of push',
  client: 'Reading other people’s streams',
  focus: 'Focus',
  thing: 'Things',
  worker: 'Workers',
  'errors.ts': 'Errors',
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = modules[module.name] ?? module.name
    }
    for (const reflection of project.getReflectionsByKind(ReflectionKind.SomeExport)) {
      if (reflection.parent?.kind !== ReflectionKind.Module) continue
      const heading = headingOf(project.getSymbolIdFromReflection(reflection)?.fileName ?? '')
      if (heading) categorize(reflection, heading)
    }
  })
}

/**
 * @param {import('typedoc').Reflection} reflection
 * @param {string} heading
 */
function categorize(reflection, heading) {
  const tag = new CommentTag('@category', [{ kind: 'text', text: heading }])
  const signatures = reflection.isDeclaration() ? (reflection.signatures ?? []) : []
  for (const { comment } of signatures) comment?.blockTags.push(tag)
  reflection.comment ??= new Comment()
  reflection.comment.blockTags.push(tag)
}

/** @param {string} fileName */
function headingOf(fileName) {
  const [, inside = ''] = fileName.split('/zoetrope/src/')
  return headings[inside.split('/')[0] ?? '']
}
