import { describe, expect, test } from 'vitest'
import { type BannerFacts, banner } from '../../src/cli/banner.ts'
import { paint } from '../../src/cli/paint.ts'

const text = (facts: Partial<BannerFacts> = {}, colours = false): string =>
  banner(
    {
      version: '1.2.3',
      url: 'http://127.0.0.1:8080/',
      cameras: [{ name: 'camera', label: '/dev/video0' }],
      elsewhere: [],
      demonstration: false,
      ...facts,
    },
    paint(colours),
  )

describe('the banner', () => {
  test('says where page, stream and snapshot of the only camera are', () => {
    expect(text()).toBe(`
  zoetrope 1.2.3  /dev/video0

  page      http://127.0.0.1:8080/
  stream    http://127.0.0.1:8080/stream
  snapshot  http://127.0.0.1:8080/snapshot.jpg

  Ctrl-C ends it.

`)
  })

  test('lists several cameras by name', () => {
    const cameras = [
      { name: 'front', label: '/dev/video0' },
      { name: 'a', label: 'http://192.168.4.1:81/stream' },
    ]
    expect(text({ cameras })).toContain(`
  front  http://127.0.0.1:8080/cameras/front/stream  /dev/video0
  a      http://127.0.0.1:8080/cameras/a/stream      http://192.168.4.1:81/st...
`)
  })

  test('tells a newcomer how to show a camera', () => {
    expect(text({ demonstration: true })).toContain('zoetrope /dev/video0')
    expect(text()).not.toContain('Show a camera of your own')
  })

  test('warns of the network, with the addresses there', () => {
    expect(text({ elsewhere: ['http://10.0.0.3:8080/webcam/'] })).toContain(`
  Open to everybody in your network, without a password:
    http://10.0.0.3:8080/webcam/
`)
  })

  test('says under which name the network finds it', () => {
    const announced = { name: 'Workshop', url: 'http://workshop.local:8080/' }
    expect(text({ elsewhere: ['http://10.0.0.3:8080/'], announced })).toContain(`
    http://10.0.0.3:8080/
    http://workshop.local:8080/
  Announced there as "Workshop"
  (_http._tcp), its cameras as _mjpeg._tcp; zoetrope discover finds them.
`)
  })

  test('warns of a certificate that nobody vouches for, with what tells the right one', () => {
    const fingerprint = Array.from({ length: 32 }, (_, n) => `A${n % 10}`).join(':')
    expect(text({ fingerprint })).toContain(`
  Browsers will warn: nobody but this server vouches for its certificate.
  It is the right one if its SHA-256 fingerprint is
    A0:A1:A2:A3:A4:A5:A6:A7:A8:A9:A0:A1:A2:A3:A4:A5:
    A6:A7:A8:A9:A0:A1:A2:A3:A4:A5:A6:A7:A8:A9:A0:A1
`)
  })

  test('on a Unix socket says what a proxy needs, and no address that no browser opens', () => {
    const facts = { url: 'http://unix:/run/z.sock:/webcam/', socket: '/run/z.sock' }
    expect(text(facts)).toContain(`
  socket  /run/z.sock
  nginx   proxy_pass http://unix:/run/z.sock:/webcam/;
`)
    const cameras = ['a', 'b'].map((name) => ({ name, label: 'pattern:' }))
    expect(text({ ...facts, cameras })).toContain(`
  a  /cameras/a/stream  pattern:
  b  /cameras/b/stream  pattern:
`)
  })

  test('fits into 80 columns', () => {
    const fingerprint = 'AB:'.repeat(32).slice(0, -1)
    const elsewhere = ['http://10.0.0.3:8080/']
    const lines = text({ demonstration: true, elsewhere, fingerprint }).split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('has the same words with colours', () => {
    const coloured = text({ demonstration: true }, true)
    expect(coloured).toContain('\u001b[')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(text({ demonstration: true }))
  })

  test('lists the ports on which other servers are imitated', () => {
    const listeners = [
      { name: 'esp32', url: 'http://127.0.0.1:8081/' },
      { name: 'camera-streamer', url: 'http://127.0.0.1:8082/' },
    ]
    expect(text({ listeners })).toContain(`
  For whoever expects another server:
    as esp32            http://127.0.0.1:8081/
    as camera-streamer  http://127.0.0.1:8082/
`)
  })
})
