/**
 * The page's entry: makes its elements known to the browser. Each HTML file holds one of the two
 * large ones, `<camera-wall>` or `<camera-view>`.
 *
 * @module
 */
import { CameraTile } from './camera-tile.ts'
import { CameraView } from './camera-view.ts'
import { CameraWall } from './camera-wall.ts'
import { ContactBanner } from './contact-banner.ts'
import { LivePicture } from './live-picture.ts'
import { StateSign } from './state-sign.ts'

// A stream that begins before the page has loaded keeps it "loading" until the camera's first frame.
if (document.readyState === 'complete') begin()
else addEventListener('load', begin, { once: true })

function begin(): void {
  // The small ones first: the large ones look for them as soon as they are defined.
  customElements.define('state-sign', StateSign)
  customElements.define('contact-banner', ContactBanner)
  customElements.define('live-picture', LivePicture)
  customElements.define('camera-tile', CameraTile)
  customElements.define('camera-wall', CameraWall)
  customElements.define('camera-view', CameraView)
}
