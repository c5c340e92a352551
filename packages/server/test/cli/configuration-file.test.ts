// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are the subject here
import { describe, expect, test } from 'vitest'
import { type Configuration, configurationJsonSchema } from '../../src/cli/configuration.ts'
import { parseConfiguration, readConfiguration } from '../../src/cli/configuration-file.ts'

const parse = (text: string, environment: Record<string, string> = {}): Configuration =>
  parseConfiguration(text, 'site.yaml', environment)

function complaints(text: string, environment: Record<string, string> = {}): string[] {
  try {
    parse(text, environment)
  } catch (error) {
    if (error instanceof Error) return error.message.split('\n')
  }
  return []
}

describe('a good configuration', () => {
  test('an empty file is one', () => {
    expect(parse('')).toEqual({})
    expect(parse('# nothing yet\n')).toEqual({})
  })

  test('a section of which everything is commented out is none', () => {
    expect(parse('server:\n#  port: 80\ncameras:\n')).toEqual({})
  })

  test('a camera is a source, or settings with one', () => {
    const { cameras } = parse(
      'cameras:\n  a: /dev/video0\n  b: { source: "pattern:", linger: 0 }\n',
    )
    expect(cameras).toEqual({ a: '/dev/video0', b: { source: 'pattern:', linger: 0 } })
  })

  test('an anchor saves repetition', () => {
    const text =
      'cameras:\n  a: &a { source: "pattern:", always: true }\n  b: { <<: *a, linger: 5 }\n'
    expect(parse(text).cameras?.['b']).toEqual({ source: 'pattern:', always: true, linger: 5 })
  })
})

describe('an error', () => {
  test('names file, line, column, path, what was expected and what was found', () => {
    expect(complaints('cameras:\n  front:\n    source: /dev/video0\n    linger: ten\n')).toEqual([
      'an error in site.yaml',
      '  site.yaml:4:13 cameras.front.linger: expected seconds from 0 to 86400, got ten',
    ])
  })

  test('all of them are told at once, in the order of the file', () => {
    const text = 'server:\n  port: 99999\n  open: "yes"\ncameras:\n  front: 7\n'
    expect(complaints(text)).toEqual([
      '3 errors in site.yaml',
      '  site.yaml:2:9 server.port: expected a port from 0 to 65535 (0: any free one), got 99999',
      '  site.yaml:3:9 server.open: expected true or false, got "yes"',
      '  site.yaml:5:10 cameras.front: expected a source, such as /dev/video0, got 7',
    ])
  })

  test.each([
    ['sever:\n  port: 80\n', 'site.yaml:1:1 sever is not a known key; did you mean server?'],
    [
      'cameras:\n  a: { source: x, lnger: 1 }\n',
      'site.yaml:2:19 cameras.a.lnger is not a known key; did you mean linger?',
    ],
    [
      'defaults:\n  ring: { size: 3 }\n',
      'site.yaml:2:11 defaults.ring.size is not a known key; the keys here are capacity, maxBytes, maxAge',
    ],
  ])('suggests the key that was meant', (text, line) => {
    expect(complaints(text)).toContain(`  ${line}`)
  })

  test('tells what is missing, at the settings that lack it', () => {
    expect(complaints('cameras:\n  a:\n    linger: 1\n')).toContain(
      '  site.yaml:3:5 cameras.a.source: expected a source, such as /dev/video0, got nothing',
    )
  })

  test('a mode without quotes would be another number, and is not taken', () => {
    expect(complaints('server:\n  socketMode: 0660\n')).toContain(
      '  site.yaml:2:15 server.socketMode: expected the mode of a file as a text, such as "660", got 0660',
    )
    expect(parse('server:\n  socketMode: "0660"\n').server?.socketMode).toBe('0660')
  })

  test('counts the items of a list', () => {
    expect(complaints('server:\n  allowHosts: [pi.local, 7]\n')).toContain(
      '  site.yaml:2:26 server.allowHosts[1]: expected one of the host names, got 7',
    )
  })

  test.each(['stream', 'Front', 'a b'])('refuses the camera name %s', (name) => {
    const [, line] = complaints(`cameras:\n  ${name}: /dev/video0\n`)
    expect(line).toContain(`site.yaml:2:3 cameras.${name} cannot be a camera's name`)
  })

  test('points at YAML that is none', () => {
    expect(complaints('cameras:\n  a: "open\n')[1]).toMatch(
      /^ {2}site\.yaml:\d+:\d+ Missing closing/,
    )
    expect(complaints('cameras:\n  a: pattern:\n')[1]).toContain('needs quotes: "pattern:"')
    expect(complaints('cameras: {}\ncameras: {}\n')[1]).toMatch(/site\.yaml:2:1 .*unique/)
  })

  test('never shows a password that stands in the file', () => {
    const text = complaints('server:\n  port: http://me:hunter2@host/\n').join('\n')
    expect(text).toContain('http://***@host/')
    expect(text).not.toContain('hunter2')
  })

  test.each(['secret: 4711', 'headers: { authorization: "Bearer\\n4711" }', 'headers: 4711'])(
    'nor what a hook says to be known by: %s',
    (line) => {
      const text = complaints(`hooks:\n- on: [lost]\n  post: http://a/\n  ${line}\n`).join('\n')
      expect(text).toContain('got something else')
      expect(text).not.toContain('4711')
    },
  )

  test('a file that is not there is one line', async () => {
    await expect(readConfiguration('/nowhere/site.yaml')).rejects.toMatchObject({
      exitCode: 2,
      message: 'there is no file /nowhere/site.yaml; --config takes a YAML file',
    })
  })
})

describe('${NAME}', () => {
  test('is the value of the environment variable', () => {
    const text = 'cameras:\n  a: rtsp://me:${PASSWORD}@host/${PATH_}\n'
    const { cameras } = parse(text, { PASSWORD: 'hunter2', PATH_: 'one' })
    expect(cameras).toEqual({ a: 'rtsp://me:hunter2@host/one' })
  })

  test('may give a number or a boolean where it stands alone and unquoted', () => {
    const text = 'server:\n  port: ${PORT}\n  open: ${OPEN}\n'
    expect(parse(text, { PORT: '9000', OPEN: 'true' }).server).toEqual({ port: 9000, open: true })
    expect(complaints('server:\n  port: "${PORT}"\n', { PORT: '9000' })[1]).toContain(
      'got "${PORT}"',
    )
  })

  test('is a plain text after $', () => {
    expect(parse('cameras: { a: "exec:show $${HOME}" }').cameras).toEqual({
      a: 'exec:show ${HOME}',
    })
  })

  test('is an error where the variable is not set', () => {
    expect(complaints('cameras:\n  a: rtsp://me:${PASSWORD}@host/\n')).toEqual([
      'an error in site.yaml',
      '  site.yaml:2:6 PASSWORD is not set in the environment; set it, or write $${ for a plain ${',
    ])
  })

  test('its value is not shown in an error', () => {
    const text = complaints('server:\n  port: ${SECRET}\n', { SECRET: 'hunter2' }).join('\n')
    expect(text).toContain('got ${SECRET}')
    expect(text).not.toContain('hunter2')
  })
})

test.each(['a b', '"a\\n[b]"', '$x', 'a{b}', 'a;b'])('%s is no host to listen on', (host) => {
  const text = `server: { host: ${host.startsWith('"') ? host : JSON.stringify(host)} }\n`
  expect(() => parseConfiguration(text, 'site.yaml')).toThrow(
    'server.host: expected an address or a host name',
  )
})

test.each(['0.0.0.0', '::', '[::1]', 'fe80::1%eth0', 'my_pi.local'])('%s is one', (host) => {
  const { server } = parseConfiguration(`server: { host: ${JSON.stringify(host)} }\n`, 'site.yaml')
  expect(server?.host).toBe(host)
})

test('the JSON Schema knows every key', () => {
  const schema = JSON.stringify(configurationJsonSchema())
  for (const key of ['basePath', 'allowHosts', 'linger', 'maxAge', 'cameras', 'level']) {
    expect(schema).toContain(`"${key}"`)
  }
  expect(schema).toContain('"additionalProperties":false')
})
