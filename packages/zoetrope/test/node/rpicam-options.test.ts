import { describe, expect, it } from 'vitest'
import { rpicamFromUri, rpicamSettings } from '../../src/node/rpicam-options.ts'

const usual = ['--width=1280', '--height=720', '--framerate=30', '--quality=80']

describe('rpicamFromUri', () => {
  it('asks for what suits a browser where nothing is wished for', () => {
    expect(rpicamFromUri('rpicam:')).toEqual({ fps: 30, args: usual, uri: 'rpicam:' })
  })

  it.each([
    [
      'rpicam:?width=1920&height=1080&fps=15&quality=85',
      ['--width=1920', '--height=1080', '--framerate=15', '--quality=85'],
    ],
    ['rpicam:?size=640x480', ['--width=640', '--height=480', '--framerate=30', '--quality=80']],
    ['RPICAM:?camera=1&rotation=180', [...usual, '--camera=1', '--rotation=180']],
    ['rpicam:?hflip=1&vflip=0', [...usual, '--hflip']],
    ['rpicam:?hflip=false&vflip=true', [...usual, '--vflip']],
    [
      'rpicam:?autofocus-mode=manual&lens-position=2.5',
      [...usual, '--autofocus-mode=manual', '--lens-position=2.5'],
    ],
    ['rpicam:?mode=2304:1296:10:P', [...usual, '--mode=2304:1296:10:P']],
    ['rpicam:?roi=0.25,0.25,0.5,0.5&ev=-0.5', [...usual, '--roi=0.25,0.25,0.5,0.5', '--ev=-0.5']],
    ['rpicam:?tuning-file=/etc/a b.json', [...usual, '--tuning-file=/etc/a b.json']],
  ])('makes arguments of %s', (uri, args) => {
    expect(rpicamFromUri(uri).args).toEqual(args)
  })

  it('keeps what was wished for in its URI', () => {
    const { uri, args, fps } = rpicamFromUri('rpicam:?size=640x480&fps=7.5&camera=1')
    expect(uri).toBe('rpicam:?width=640&height=480&fps=7.5&camera=1')
    expect(rpicamFromUri(uri)).toEqual({ uri, args, fps })
    expect(fps).toBe(7.5)
  })

  it.each([
    ['rpicam:?width=1281', 'Expected width to be an even number from 64 to 9248, got "1281"'],
    ['rpicam:?width=0', 'Expected width to be an even number'],
    ['rpicam:?fps=0', 'Expected fps to be a number from 0.1 to 1000, got "0"'],
    ['rpicam:?fps=fast', 'got "fast"'],
    ['rpicam:?fps=', 'got ""'],
    ['rpicam:?fps=1e2', 'got "1e2"'],
    ['rpicam:?quality=101', 'Expected quality to be a whole number from 1 to 100'],
    ['rpicam:?quality=0', 'Expected quality to be'],
    ['rpicam:?camera=front', 'Expected camera to be a whole number from 0 to 15'],
    ['rpicam:?rotation=90', 'Expected rotation to be 0 or 180, got "90"'],
    ['rpicam:?hflip=yes', 'Expected hflip to be 1 or 0 or true or false'],
    ['rpicam:?awb=warm', 'Expected awb to be auto or incandescent or'],
    ['rpicam:?roi=0,0,1', 'Expected roi to be 4 numbers from 0 to 1 with commas between'],
    ['rpicam:?roi=0,0,1,2', 'Expected roi'],
    ['rpicam:?size=big', 'Expected size to be WIDTHxHEIGHT such as 1280x720, got "big"'],
    ['rpicam:?size=640x480&width=800', 'Expected width once, got it twice'],
    ['rpicam:?tuning-file=--output', 'Expected tuning-file to be the path of a file'],
    [
      'rpicam:?output=/etc/passwd',
      'There is no option "output" for rpicam:; expected one of size, ',
    ],
    ['rpicam:?toString=1', 'There is no option "toString"'],
    ['rpicam:1280x720', 'Expected rpicam: or rpicam:?..., got "rpicam:1280x720"'],
  ])('refuses %s in one line', (uri, words) => {
    expect(() => rpicamFromUri(uri)).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message: expect.stringContaining(words) }),
    )
  })
})

describe('rpicamSettings', () => {
  it('takes the same as options', () => {
    const more = { 'autofocus-mode': 'continuous', ev: 0.5 }
    expect(rpicamSettings({ width: 640, height: 480, hflip: true, vflip: false, more })).toEqual(
      rpicamFromUri(
        'rpicam:?width=640&height=480&hflip=true&vflip=false&autofocus-mode=continuous&ev=0.5',
      ),
    )
  })

  it('takes an option that is undefined for one that is not given', () => {
    expect(rpicamSettings({ width: undefined })).toEqual(rpicamSettings({}))
  })

  it('refuses what is out of range', () => {
    expect(() => rpicamSettings({ quality: 1.5 })).toThrow('got "1.5"')
    expect(() => rpicamSettings({ more: { codec: 'h264' } })).toThrow('no option "codec"')
  })
})
