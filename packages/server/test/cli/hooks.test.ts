// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are meant
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { processes } from '../../../zoetrope/test/node/children.ts'
import { parseConfiguration } from '../../src/cli/configuration-file.ts'
import { hooksOf } from '../../src/cli/hooks.ts'
import { settingsOf } from '../../src/cli/settings.ts'
import { run, start } from './commands.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'zoetrope-hooks-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** An executable script. */
function script(path: string, lines: string): string {
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
  return path
}

/** What is said of a file with these hooks. */
function complaint(hooks: string): string {
  try {
    parseConfiguration(`hooks:\n${hooks}`, 'z.yaml', {})
  } catch (error) {
    return String(error)
  }
  return ''
}

/** The hooks of a file in `place` that has the cameras front and yard. */
function made(hooks: string, place = '.') {
  const file = `cameras: { front: "pattern:", yard: "pattern:" }\nhooks:\n${hooks}`
  const configuration = parseConfiguration(file, 'z.yaml', { SECRET: 'hush' })
  return hooksOf(settingsOf([], {}, { configuration, folder: place }), '9.9.9')
}

test.each([
  ['- on: [lots]\n  run: [sh]', '2:8 hooks[0].on[0]: expected an event (state,', 'mean lost?'],
  ['- on: []\n  run: [sh]', '2:7 hooks[0].on: expected at least one event'],
  ['- on: lost\n  run: [sh]', '2:7 hooks[0].on: expected a list, each an event', 'got lost'],
  ['- on: [lost]', '2:3 hooks[0]: expected run, a program, or post, a URL'],
  ['- on: [lost]\n  run: [sh]\n  post: http://a/', 'hooks[0]: expected either run or post'],
  ['- on: [lost]\n  run: [sh]\n  secret: a', 'hooks[0]: expected headers and secret only where'],
  ['- on: [lost]\n  run: sh', 'hooks[0].run: expected a program and its arguments, such as ['],
  ['- on: [lost]\n  run: [sh, "{sate}"]', '3:13 hooks[0].run[1]: expected in braces one of {'],
  ['- on: [lost]\n  post: example.org', 'hooks[0].post: expected a URL that begins with http'],
  ['- on: [lost]\n  post: file:///etc', 'hooks[0].post: expected a URL that begins with http'],
  ['- on: [lost]\n  post: http://[/', 'hooks[0].post: expected a URL that begins with http'],
  ['- on: [lost]\n  run: [sh]\n  timeout: 0', 'hooks[0].timeout: expected seconds from 0.1'],
  ['- on: [lost]\n  run: [sh]\n  debouce: 1', 'hooks[0].debouce is not a known key; did you mean'],
  ['- on: [lost]\n  post: http://a/\n  headers: { "a b": c }', 'is not the name of a header'],
  ['- on: [lost]\n  post: http://a/\n  headers: { a: "b\\nc" }', 'expected one line of Latin'],
])('%j is refused, and said where', (hooks, ...words) => {
  for (const part of words) expect(complaint(hooks)).toContain(part)
})

test('a secret that is wrong shows as it stands in the file', () => {
  const file = 'hooks:\n- on: [lost]\n  post: http://a/\n  headers: { a: "${T}" }'
  expect(() => parseConfiguration(file, 'z.yaml', { T: 'hush\u{1f600}' })).toThrow(
    /expected one line of Latin letters, got "\$\{T\}"$/,
  )
})

test('hooks become what is done, with labels that tell no secrets', async () => {
  const hooks = await made(
    '- { on: [lost], cameras: [yard], run: [sh, -c, "true"], timeout: 3, debounce: 30 }\n' +
      '- { on: [live], post: "https://me:pass@example.org/T0/hush?x=1", secret: "${SECRET}" }',
  )
  expect(hooks).toMatchObject([
    { label: 'run sh', on: ['lost'], cameras: ['yard'], timeout: 3000, debounce: 30_000 },
    { label: 'post https://example.org', on: ['live'], timeout: 10_000, debounce: 0 },
  ])
})

test('a program is looked for beside the file, or on the PATH; all that are missing are named', async () => {
  const place = folder()
  script(join(place, 'there.sh'), 'true')
  writeFileSync(join(place, 'text.sh'), 'true')
  await made('- { on: [lost], run: [./there.sh] }', place)
  const hooks = ['./text.sh', './gone.sh', 'no-such-program', place]
    .map((program) => `- { on: [lost], run: [${program}] }`)
    .join('\n')
  await expect(made(hooks, place)).rejects.toThrow(
    [
      'hooks cannot work',
      `hooks[0]: there is no program ${place}/text.sh; check that it is there, and executable`,
      `hooks[1]: there is no program ${place}/gone.sh;`,
      'hooks[2]: there is no program no-such-program; install it, or give its path',
      `hooks[3]: there is no program ${place};`,
    ].reduce((pattern, part) => new RegExp(`${pattern.source}[^]*${escaped(part)}`), /^/),
  )
})

test('a camera that there is not is named, with what was meant', async () => {
  await expect(made('- { on: [lost], cameras: [yrad, x], run: [sh] }')).rejects.toThrow(
    /hooks\[0]: there is no camera yrad; did you mean yard\?\n.*no camera x; there are front, yard/,
  )
})

test('where publishers make cameras a hook may wait for one', async () => {
  const file =
    'server: { push: { create: true } }\nhooks:\n- { on: [lost], cameras: [x], run: [sh] }'
  const configuration = parseConfiguration(file, 'z.yaml', {})
  const hooks = await hooksOf(settingsOf([], {}, { configuration, folder: '.' }), '9.9.9')
  expect(hooks).toMatchObject([{ cameras: ['x'] }])
})

function escaped(part: string): string {
  return part.replace(/[[\]().?]/g, '\\$&')
}

/** A server that takes what is posted to it. */
async function mailbox(): Promise<{ url: string; letters(count: number): Promise<unknown[]> }> {
  const letters: unknown[] = []
  let wake = (): void => {}
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      letters.push({ ...JSON.parse(body), path: request.url })
      response.end()
      wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // listens on TCP, so it is not a path
  return {
    url: `http://127.0.0.1:${port}`,
    async letters(count) {
      while (letters.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return letters
    },
  }
}

/** Resolves with the lines of a file when it has so many. */
async function linesOf(path: string, count: number): Promise<string[]> {
  for (;;) {
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
    if (lines.length > count) return lines.slice(0, count)
    await new Promise((resolve) => setTimeout(resolve, 20)) // until another process has written
  }
}

test('the command does what its hooks say, and tells what failed', async () => {
  const place = folder()
  const { url, letters } = await mailbox()
  script(join(place, 'note.sh'), 'echo "$*" >> "$(dirname "$0")/notes"; exit "${3:-0}"')
  writeFileSync(
    join(place, 'z.yaml'),
    `cameras:
  front: { source: "pattern:?fps=5", always: true }
  broken: { source: "exec:sh -c 'echo no lens >&2; exit 4'", always: true }
hooks:
  - { on: [live], cameras: [front], run: [./note.sh, "{camera}", "{from}-{to}"] }
  - { on: [lost], run: [./note.sh, "{camera}", "{reason}", "9"] }
  - { on: [lost], post: "${url}/{camera}?a=1" }
`,
  )
  const zoetrope = start(
    ['serve', '--config', join(place, 'z.yaml'), '--port', '0', '--log-format', 'json'],
    {},
  )
  const lines = await linesOf(join(place, 'notes'), 2)
  expect(lines.sort()).toEqual([
    expect.stringMatching(/^broken .*no lens.* 9$/),
    'front starting-live',
  ])
  expect(await letters(1)).toMatchObject([
    { type: 'state', camera: 'broken', to: 'lost', path: '/broken?a=1' },
  ])
  const failed = await zoetrope.entry({ msg: 'hook failed' })
  expect(failed).toMatchObject({
    level: 'warn',
    hook: 'run note.sh',
    camera: 'broken',
    reason: 'it ended with code 9',
  })
  zoetrope.child.kill('SIGTERM')
  expect((await zoetrope.ended).code).toBe(0)
})

test('at its end the command ends what its hooks have started', async () => {
  const place = folder()
  script(join(place, 'stay.sh'), 'sleep 1000 & echo $$ $! >> "$(dirname "$0")/pids"; wait')
  writeFileSync(
    join(place, 'z.yaml'),
    `cameras: { front: { source: "pattern:?fps=5", always: true } }
hooks: [{ on: [live], run: [./stay.sh], timeout: 600 }]
`,
  )
  const zoetrope = start(['serve', '--config', join(place, 'z.yaml'), '--port', '0'])
  const [line = ''] = await linesOf(join(place, 'pids'), 1)
  zoetrope.child.kill('SIGTERM')
  expect((await zoetrope.ended).code).toBe(0)
  const started = line.split(' ').map(Number)
  // Whoever adopted them has yet to hear of their end; that it was asked for is past.
  const running = () =>
    processes().filter(({ pid, state }) => started.includes(pid) && state !== 'Z')
  await expect.poll(running).toEqual([])
})

test('a hook that cannot work keeps the command from starting', async () => {
  const path = join(folder(), 'z.yaml')
  writeFileSync(path, 'hooks: [{ on: [lost], run: [no-such-program] }]')
  const { code, err } = await run(['serve', '--config', path, '--port', '0'])
  expect(code).toBe(2)
  expect(err).toBe(
    'zoetrope: a hook cannot work\n' +
      '  hooks[0]: there is no program no-such-program; install it, or give its path\n',
  )
})
