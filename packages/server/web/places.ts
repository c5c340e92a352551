/**
 * Where everything is, relative to the page: the server may live behind `/webcam/` of another one.
 *
 * @module
 */

/** The URLs of one server. */
export interface Places {
  readonly wall: string
  readonly list: string
  /** The page that makes a camera of this device. */
  readonly publish: string
  status(name: string): string
  stream(name: string): string
  /** The stream for this page itself, which has its own way to show that a picture is not live. */
  picture(name: string): string
  snapshot(name: string): string
  viewer(name: string): string
}

/** The places seen from a document, whose way up to the server's base path is `base`. */
export function placesFrom(document: string, base: string): Places {
  const at = (path: string): string => new URL(base + path, document).href
  return {
    wall: at(''),
    list: at('cameras'),
    publish: at('publish'),
    status: (name) => at(`cameras/${name}`),
    stream: (name) => at(`cameras/${name}/stream`),
    picture: (name) => at(`cameras/${name}/stream?placeholder=0`),
    snapshot: (name) => at(`cameras/${name}/snapshot.jpg`),
    viewer: (name) => at(`cameras/${name}/viewer`),
  }
}

/** The camera a viewer page is about: `.../cameras/{name}/viewer`. */
export function cameraIn(document: string): string {
  return decodeURIComponent(new URL(document).pathname.split('/').at(-2) ?? '')
}
