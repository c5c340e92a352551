import { describe, expect, it } from 'vitest'
import {
  completeArguments,
  encoding,
  OUTPUT,
  type Surroundings,
} from '../../src/node/ffmpeg-arguments.ts'

const nowhere: Surroundings = { version: 5.01, isFile: () => false }

/** What is added between the arguments given and the fixed end. */
function added(text: string, around = nowhere): string {
  const given = text.split(' ')
  const all = completeArguments(given, around)
  expect(all.slice(-OUTPUT.length)).toEqual(OUTPUT)
  return all.slice(0, -OUTPUT.length).join(' ').replace(text, '...')
}

const COUNTED = '-vf settb=1/1000,setpts=N -enc_time_base 1:1000'

describe('completeArguments', () => {
  it('encodes to JPEG, every frame as it comes, on one thread', () => {
    expect(added('-i rtsp://camera/')).toBe(
      `... ${COUNTED} -c:v mjpeg -q:v 5 -pix_fmt yuvj420p -threads 1 -fps_mode passthrough`,
    )
  })

  it.each([
    ['-i x:// -c:v copy', '...'],
    ['-i x:// -vcodec copy', '...'],
    ['-i x:// -codec copy', '...'],
    [
      '-i x:// -q:v 2',
      `... ${COUNTED} -c:v mjpeg -pix_fmt yuvj420p -threads 1 -fps_mode passthrough`,
    ],
    [
      '-i x:// -qscale:v 2 -pix_fmt yuvj444p',
      `... ${COUNTED} -c:v mjpeg -threads 1 -fps_mode passthrough`,
    ],
    ['-i x:// -r 5', '... -c:v mjpeg -q:v 5 -pix_fmt yuvj420p -threads 1'],
    ['-i x:// -c:v mjpeg -vsync cfr', '... -q:v 5 -pix_fmt yuvj420p -threads 1'],
    [
      '-i x:// -filter_complex hflip',
      '... -enc_time_base 1:90000 -c:v mjpeg -q:v 5 -pix_fmt yuvj420p -threads 1 -fps_mode passthrough',
    ],
    [
      '-r 5 -threads 2 -i x://',
      `... ${COUNTED} -c:v mjpeg -q:v 5 -pix_fmt yuvj420p -threads 1 -fps_mode passthrough`,
    ],
  ])('adds to %j only what is missing', (given, all) => {
    expect(added(given)).toBe(all)
  })

  it('counts frames behind the filters that are given', () => {
    const args = completeArguments(['-i', 'x://', '-vf', 'scale=160:-1', '-q:v', '9'], nowhere)
    expect(args.join(' ')).toContain(
      '-vf scale=160:-1,settb=1/1000,setpts=N -q:v 9 -enc_time_base 1:1000 -c:v mjpeg',
    )
  })

  it('speaks the language of ffmpeg before 5.1', () => {
    expect(encoding(4.04).join(' ')).toContain('-vsync passthrough')
    expect(encoding(5.01).join(' ')).toContain('-fps_mode passthrough')
    expect(added('-i x://', { ...nowhere, version: 4.03 })).toContain('-vsync passthrough')
  })

  it('paces generated pictures and plain files, which would come all at once', () => {
    const around = { ...nowhere, isFile: (path: string) => path === 'clip.mp4' }
    expect(added('-f lavfi -i testsrc2 -c:v copy', around)).toBe('-re ...')
    expect(added('-stream_loop -1 -i clip.mp4 -c:v copy', around)).toBe('-re ...')
    expect(added('-f v4l2 -i /dev/video0 -c:v copy', around)).toBe('...')
    expect(added('-re -i clip.mp4 -c:v copy', around)).toBe('...')
    expect(added('-readrate 2 -i clip.mp4 -c:v copy', around)).toBe('...')
  })

  it('paces each of several inputs by itself', () => {
    const text = '-f lavfi -i testsrc2 -i rtsp://camera/ -f lavfi -i testsrc -c:v copy'
    const all = completeArguments(text.split(' '), nowhere).slice(0, -OUTPUT.length)
    expect(all.join(' ')).toBe(
      '-re -f lavfi -i testsrc2 -i rtsp://camera/ -re -f lavfi -i testsrc -c:v copy',
    )
  })

  it.each(['', '-f lavfi', '-f lavfi -i'])('refuses %j, which has no input', (text) => {
    expect(() => completeArguments(text.split(' '), nowhere)).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message: expect.stringContaining('-i') }),
    )
  })

  it.each(['-i x:// -f mjpeg -', '-i x:// pipe:1'])('refuses %j, which has an output', (text) => {
    expect(() => completeArguments(text.split(' '), nowhere)).toThrow('Leave out the output')
  })
})
