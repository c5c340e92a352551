/**
 * Where a router has mounted a handler whose path it has cut off: most answers need not know, because
 * their links are relative. Descriptions of things do, which are read far from where they came from.
 *
 * @module
 */

const paths = new WeakMap<Request, string>()

/** Notes what was cut off the path of a request: `/api/things`. For whoever makes requests of a framework's. */
export function noteMount(request: Request, path: string): void {
  paths.set(request, path)
}

/** What was cut off, without a slash at the end; empty where nothing was, or nobody has noted it. */
export function mountOf(request: Request): string {
  return paths.get(request)?.replace(/\/+$/, '') ?? ''
}
