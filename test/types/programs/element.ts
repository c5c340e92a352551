/**
 * What a page does with the element, which it knows by its name.
 *
 * @module
 */
import { defineZoetropeView, type ViewState, ZoetropeView } from 'zoetrope/element'
import 'zoetrope/element/define'

/** Made by its name or by its class, it is the same. */
export function make(): ZoetropeView[] {
  defineZoetropeView('my-view')
  const made: ZoetropeView = document.createElement('zoetrope-view')
  const found = document.querySelector('zoetrope-view')
  return [made, new ZoetropeView(), ...(found ? [found] : [])]
}

/** Attributes are properties; null and undefined take them away. */
export async function use(view: ZoetropeView): Promise<Blob> {
  Object.assign(view, { src: '/cameras/desk', fit: 'cover' })
  view.fit = 'contain'
  view.rotate = 90
  view.mirror = 'horizontal'
  view.transport = 'auto'
  view.fps = undefined
  view.src = null
  view.paused = !view.paused
  const states: ViewState[] = [view.state]
  view.addEventListener(
    'statechange',
    ({ state, reason }) => void states.push(reason ? 'lost' : state),
  )
  view.addEventListener('frame', ({ index, age }) => void ((index ?? 0) + age))
  view.addEventListener('error', ({ message, error }) => console.error(message, error))
  view.addEventListener('click', ({ clientX }) => void clientX)
  view.addEventListener('anything', (event: Event) => void event.type)
  await view.requestPictureInPicture()
  return view.snapshot()
}
