import { describe, expect, it } from 'vitest'
import { cameraIn, placesFrom } from '../../web/places.ts'

describe.each(['http://host', 'https://host/webcam', 'https://ha/api/hassio_ingress/t0k_en'])(
  'behind %s',
  (root) => {
    it('the wall finds everything below itself', () => {
      const places = placesFrom(`${root}/`, './')
      expect(places.list).toBe(`${root}/cameras`)
      expect(places.status('desk')).toBe(`${root}/cameras/desk`)
      expect(places.stream('desk')).toBe(`${root}/cameras/desk/stream`)
      expect(places.picture('desk')).toBe(`${root}/cameras/desk/stream?placeholder=0`)
      expect(places.snapshot('desk')).toBe(`${root}/cameras/desk/snapshot.jpg`)
      expect(places.viewer('desk')).toBe(`${root}/cameras/desk/viewer`)
    })

    it('the viewer page finds the same', () => {
      const viewer = `${root}/cameras/desk/viewer?kiosk#x`
      expect(placesFrom(viewer, '../../').wall).toBe(`${root}/`)
      expect(placesFrom(viewer, '../../').status('desk')).toBe(`${root}/cameras/desk`)
      expect(cameraIn(viewer)).toBe('desk')
    })
  },
)
