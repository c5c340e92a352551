/**
 * Home Assistant: what its form for an MJPEG camera asks, and a card for a dashboard.
 *
 * Its MJPEG cameras have been set up in a form since 2022, and no longer in a file; so the fields
 * are printed under the names that the form gives them.
 *
 * @module
 */
import { comments } from './paragraph.ts'
import {
  addressesOf,
  type Integration,
  reachComment,
  type SetUpCamera,
  type Setup,
  urlOf,
} from './setup.ts'
import { yamlName, yamlText } from './yaml-text.ts'

/** Fields and card, as two YAML documents. */
export function homeAssistant(setup: Setup): Integration {
  const page = urlOf(setup, 'Home Assistant')
  const fields = setup.cameras.map((camera) => {
    const { stream, snapshot } = addressesOf(camera, page)
    return {
      Name: yamlName(camera.name),
      'MJPEG URL': stream,
      'Still Image URL': snapshot,
      'Verify SSL certificate': !(setup.isSelfSigned && page.startsWith('https:')),
    }
  })
  const form = comments('The fields of "MJPEG IP Camera"; user name and password stay empty.')
  const card = comments('A card for a dashboard: Edit > Add card > Manual.')
  return {
    text: `${reachComment(page, 'Home Assistant')}${form}${yamlText(fields)}---\n${card}${yamlText(cardOf(setup.cameras))}`,
    steps: [
      'Settings > Devices & services > Add integration > MJPEG IP Camera, once for each camera.',
      'The card shows them when they are there. In a container Home Assistant reaches this machine by its address in the network, not by 127.0.0.1.',
    ],
  }
}

function cardOf(cameras: readonly SetUpCamera[]) {
  const cards = cameras.map(({ name }) => ({
    type: 'picture-entity',
    entity: `camera.${entityOf(name)}`,
    camera_view: 'live',
    show_state: false,
  }))
  const [first] = cards
  return cards.length === 1 && first ? first : { type: 'grid', columns: 2, square: false, cards }
}

/** How Home Assistant makes the name of a thing from what people call it. */
function entityOf(name: string): string {
  return name.replace(/[-_]+/g, '_').replace(/_$/, '')
}
