import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { addresses, integration, names, shown } from './setups.ts'

/** As programs in Python and in Go read it. */
const VERSIONS = ['1.1', '1.2'] as const

describe('home-assistant', () => {
  const documents = (text: string): unknown[] =>
    VERSIONS.flatMap((version) =>
      parseAllDocuments(text, { version }).map((document) => {
        expect(document.errors).toEqual([])
        return document.toJS()
      }),
    ).slice(0, 2)

  test('the fields have the names that they have in the form', () => {
    const [fields] = documents(integration('home-assistant').text)
    expect(fields).toEqual([
      {
        Name: 'front',
        'MJPEG URL': 'http://192.168.1.7:8080/cameras/front/stream',
        'Still Image URL': 'http://192.168.1.7:8080/cameras/front/snapshot.jpg',
        'Verify SSL certificate': true,
      },
    ])
  })

  test('the card shows the entity that the form makes of the name', () => {
    const [, one] = documents(integration('home-assistant', { cameras: [shown('a-b__c-')] }).text)
    expect(one).toMatchObject({
      type: 'picture-entity',
      entity: 'camera.a_b_c',
      camera_view: 'live',
    })
    const cameras = [shown('left'), shown('right')]
    const [, two] = documents(integration('home-assistant', { cameras }).text)
    expect(two).toMatchObject({
      type: 'grid',
      cards: [{ entity: 'camera.left' }, { entity: 'camera.right' }],
    })
  })

  test('a self-signed certificate is not to be verified', () => {
    const facts = { address: 'https://10.0.0.5:8443/', isSelfSigned: true }
    const [fields] = documents(integration('home-assistant', facts).text)
    expect(fields).toMatchObject([{ 'Verify SSL certificate': false }])
  })

  test('a path is refused: Home Assistant has no page that it could be below', () => {
    const facts = { address: '/webcam/', isSaid: true }
    expect(() => integration('home-assistant', facts)).toThrow(/needs a whole address; say --url/)
  })
})

describe('frigate', () => {
  test('each camera is a stream of go2rtc, encoded there, and read from there', () => {
    const cameras = [shown('front'), shown('back')]
    const { go2rtc, cameras: read } = parse(integration('frigate', { cameras }).text)
    expect(go2rtc.streams.front).toEqual([
      'ffmpeg:http://192.168.1.7:8080/cameras/front/stream#video=h264#hardware',
    ])
    expect(read.front).toEqual({
      ffmpeg: {
        inputs: [
          {
            path: 'rtsp://127.0.0.1:8554/front',
            input_args: 'preset-rtsp-restream',
            roles: ['detect', 'record'],
          },
        ],
      },
    })
    expect(Object.keys(read)).toEqual(Object.keys(go2rtc.streams))
  })
})

test.each(VERSIONS)('any name and any address mean the same to a parser of YAML %s', (version) => {
  fc.assert(
    fc.property(names, addresses, (name, address) => {
      const facts = { cameras: [shown(name)], address, isSaid: true }
      const stream = `${address}cameras/${name}/stream`
      const frigate = parse(integration('frigate', facts).text, { version })
      expect(Object.keys(frigate.cameras)).toEqual([name])
      expect(frigate.go2rtc.streams).toEqual({ [name]: [`ffmpeg:${stream}#video=h264#hardware`] })
      const [form] = parseAllDocuments(integration('home-assistant', facts).text, { version })
      expect(form?.toJS()).toMatchObject([{ Name: name, 'MJPEG URL': stream }])
      const octoprint = parse(integration('octoprint', facts).text, { version })
      expect(octoprint.plugins.classicwebcam.stream).toBe(stream)
    }),
  )
})
