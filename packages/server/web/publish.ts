/**
 * The entry of `/publish`: this device's camera as one of the server's.
 *
 * @module
 */
import { PublishView } from './publish-view.ts'
import { StateSign } from './state-sign.ts'

customElements.define('state-sign', StateSign)
customElements.define('publish-view', PublishView)
