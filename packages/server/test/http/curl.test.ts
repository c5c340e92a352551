import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Cameras } from 'zoetrope'
import { needs } from '../../../../test/needs.ts'
import { tinyJpeg } from '../../../zoetrope/test/frame/jpegs.ts'
import { camera, Feed, server } from './makers.ts'
import { phone } from './publishers.ts'

/** Runs curl until it ends, or until `enough` is content with what it printed. */
async function curl(
  args: string[],
  enough: (output: string) => boolean = () => false,
  input = new Uint8Array(),
): Promise<string> {
  const program = spawn('curl', ['--silent', '--show-error', '--no-buffer', ...args])
  const ended = once(program, 'close')
  program.stdin.end(input)
  let output = ''
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  program.stdout.setEncoding('latin1').on('data', (text: string) => {
    output += text
    if (enough(output)) program.kill()
  })
  await ended
  return output
}

const aPart = (output: string): boolean => output.split('--frame\r\n').length > 2

describe.skipIf(!needs('curl'))('curl', () => {
  test.each([[], ['--http2'], ['--http1.0']])('%s gets a stream', async (...args) => {
    const { url } = await server()
    const output = await curl(['--include', ...args, `${url}stream`], aPart)
    expect(output).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(output).toContain('\r\n\r\n--frame\r\nContent-Type: image/jpeg\r\n')
  })

  test('-I of a stream ends', async () => {
    const { url } = await server()
    expect(await curl(['-I', `${url}stream`])).toContain('multipart/x-mixed-replace')
  })

  test('gets a snapshot byte for byte', async () => {
    const jpeg = tinyJpeg({ shade: 11, bytes: 50_000 })
    const { url } = await server({ cameras: new Cameras([camera('desk', new Feed(jpeg))]) })
    const output = await curl([`${url}snapshot.jpg`])
    expect(Buffer.from(output, 'latin1').equals(jpeg)).toBe(true)
  })

  test('publishes a picture, though it would rather speak HTTP/2', async () => {
    const { url, camera: pushed } = await phone()
    const picture = ['--data-binary', '@-', '-H', 'Content-Type: image/jpeg']
    expect(await curl(['--http2', ...picture, url], () => false, tinyJpeg())).toBe('')
    expect(pushed.broadcast.newest?.jpeg).toEqual(tinyJpeg())
  })

  test('sees the whole end of a stream when the server closes', async () => {
    const made = await server()
    const output = curl(['--include', `${made.url}stream`], (text) => {
      if (aPart(text)) void made.close()
      return false
    })
    expect(await output).toMatch(/\r\n--frame\r\n$/)
  })

  test('follows to the first viewer behind a base path', async () => {
    const { url } = await server({ basePath: '/webcam' })
    const to = await curl(['--head', '--write-out', '%{redirect_url}', `${url}viewer`])
    expect(to).toContain(`${url}cameras/desk/viewer`)
  })
})
