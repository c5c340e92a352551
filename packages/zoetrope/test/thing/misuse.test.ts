/** What TypeScript says of things that are declared wrongly. @module */

import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

test.each([
  [
    'a property of another type than its schema',
    `@property({ type: 'number' }) accessor a = 'text'`,
  ],
  [
    'a getter of another type than its schema',
    `@property({ type: 'string' }) get a() { return 1 }`,
  ],
  ['a stream that is none', `@stream() accessor a = 1`],
  ['a stream at a method', `@stream() a() { return new Broadcast() }`],
  ['a property at a field', `@property({ type: 'number' }) a = 1`],
  ['a type that does not exist', `@property({ type: 'float' }) accessor a = 1`],
  ['an action at a getter', `@action() get a() { return 1 }`],
  [
    'an action that wants more than there is',
    `@action() a(x: number, y: ActionContext, z: number) {}`,
  ],
  ['an event at an accessor', `@event() accessor a = 1`],
])('%s does not compile', (_what, member) => {
  expect(complaints(`class Wrong extends Thing { ${member} }`)).not.toEqual([])
})

test('decorators stand in things only', () => {
  expect(complaints(`class Wrong { @property({ type: 'number' }) accessor a = 1 }`)).not.toEqual([])
})

test.each([
  `@property({ type: 'integer' }) accessor a = 1`,
  `@property() accessor a: string | null = null`,
  `@property({ type: 'object' }) get a() { return { x: 1 } }`,
  `@property({ type: 'number' }) get a(): Promise<number> { return Promise.resolve(1) }`,
  `@stream() accessor a = new Broadcast()`,
  `@stream() get a() { return new Broadcast() }`,
  `@action() a() {}`,
  `@action() async a(input: number, { signal }: ActionContext) { return signal.aborted ? 0 : input }`,
  `@event() a(x: number, y: number) { return { x, y } }`,
])('%s compiles', (member) => {
  expect(complaints(`class Right extends Thing { ${member} }`)).toEqual([])
})

const library = `${root}packages/zoetrope/src/index.ts`
const options: ts.CompilerOptions = {
  ...ts.getParsedCommandLineOfConfigFile(
    `${root}tsconfig.json`,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => {},
    },
  )?.options,
  noUnusedLocals: false,
  noUnusedParameters: false,
}
const path = `${root}packages/zoetrope/test/thing/written.ts`
const host = ts.createCompilerHost(options)
const files = new Map<string, ts.SourceFile>()
let last: ts.Program | undefined

/** What the compiler finds wrong with a class. The library is read once for all. */
function complaints(text: string): string[] {
  const names = 'action, type ActionContext, Broadcast, event, property, stream, Thing'
  const whole = `import { ${names} } from 'zoetrope'\nexport { type ActionContext, Broadcast, action, event, property, stream }\nexport ${text}\n`
  const program = ts.createProgram(
    [path, library],
    options,
    {
      ...host,
      fileExists: (name) => name === path || host.fileExists(name),
      getSourceFile(name, version) {
        if (name === path) return ts.createSourceFile(name, whole, version)
        const file = files.get(name) ?? host.getSourceFile(name, version)
        if (file) files.set(name, file)
        return file
      },
    },
    last,
  )
  last = program
  const source = program.getSourceFile(path)
  return [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}
