/**
 * Finds promises that nobody waits for, and promises taken for values, with TypeScript's own types.
 *
 * Biome has rules for this, but its types end at the border of a package and at `node:`: it does
 * not see that `readFile(path)` or a method of the library, called from the server, is a promise.
 * What is meant to run on its own says so with `void`.
 *
 *     node scripts/check-promises.mjs
 *
 * @module
 */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
/** @type {string[]} */
const complaints = []
const program = load()
for (const source of program.getSourceFiles()) {
  if (!source.isDeclarationFile && !source.fileName.includes('/node_modules/')) {
    search(source, program.getTypeChecker())
  }
}
for (const complaint of complaints.sort()) console.log(complaint)
if (complaints.length > 0) process.exitCode = 1

/**
 * The tests and scripts of the root's tsconfig.json and the sources they are about, as one program.
 *
 * @returns {ts.Program}
 */
function load() {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const sources = ['packages/*/src/**/*.ts', 'packages/*/web/**/*.ts']
  const include = [...config.include, ...sources]
  const { fileNames, options } = ts.parseJsonConfigFileContent({ ...config, include }, ts.sys, root)
  return ts.createProgram({ rootNames: fileNames, options })
}

/**
 * Adds what is wrong in one file.
 *
 * @param {ts.SourceFile} source
 * @param {ts.TypeChecker} checker
 */
function search(source, checker) {
  /** @type {(node: ts.Node) => void} */
  const visit = (node) => {
    const what = fault(node, checker)
    if (what) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      complaints.push(`${relative(root, source.fileName)}:${line + 1}: ${what}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
}

/**
 * @param {ts.Node} node
 * @param {ts.TypeChecker} checker
 * @returns {string | undefined}
 */
function fault(node, checker) {
  if (ts.isExpressionStatement(node) && isFloating(node.expression, checker)) {
    return 'a promise that nobody waits for: await it, catch it, or say void'
  }
  const condition = conditionOf(node)
  if (condition && isPromise(condition, checker) && !isOptional(condition, checker)) {
    return 'a promise as a condition is always true: await it'
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return wrongArgument(node, checker)
  return undefined
}

/**
 * @param {ts.Expression} expression
 * @param {ts.TypeChecker} checker
 * @returns {boolean}
 */
function isFloating(expression, checker) {
  if (ts.isAwaitExpression(expression) || ts.isVoidExpression(expression)) return false
  if (ts.isBinaryExpression(expression)) {
    const { kind } = expression.operatorToken
    const isChoice =
      kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      kind === ts.SyntaxKind.BarBarToken ||
      kind === ts.SyntaxKind.QuestionQuestionToken
    // An assignment keeps the promise.
    return isChoice && isFloating(expression.right, checker)
  }
  if (ts.isCallExpression(expression) && isHandled(expression)) return false
  return isPromise(expression, checker)
}

/**
 * Whether a call is `.catch(f)` or `.then(f, g)`.
 *
 * @param {ts.CallExpression} call
 * @returns {boolean}
 */
function isHandled({ expression, arguments: given }) {
  if (!ts.isPropertyAccessExpression(expression)) return false
  const name = expression.name.text
  return (name === 'catch' && given.length > 0) || (name === 'then' && given.length > 1)
}

/**
 * The expression that `node` asks a yes or no of.
 *
 * @param {ts.Node} node
 * @returns {ts.Expression | undefined}
 */
function conditionOf(node) {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    return node.expression
  }
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) return node.condition
  const isNot = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken
  return isNot ? node.operand : undefined
}

/**
 * An async function where one that returns nothing is asked for: its failure would go nowhere.
 *
 * @param {ts.CallExpression | ts.NewExpression} call
 * @param {ts.TypeChecker} checker
 * @returns {string | undefined}
 */
function wrongArgument(call, checker) {
  const isWrong = call.arguments?.some((argument) => {
    if (!ts.isArrowFunction(argument) && !ts.isFunctionExpression(argument)) return false
    const wished = checker.getContextualType(argument)
    const signatures = (wished && checker.getNonNullableType(wished).getCallSignatures()) ?? []
    const asksNothing = signatures.every(
      (signature) => (signature.getReturnType().flags & ts.TypeFlags.Void) !== 0,
    )
    return signatures.length > 0 && asksNothing && returnsPromise(argument, checker)
  })
  return isWrong ? 'an async function where nobody waits for what it returns' : undefined
}

/**
 * @param {ts.ArrowFunction | ts.FunctionExpression} node
 * @param {ts.TypeChecker} checker
 * @returns {boolean}
 */
function returnsPromise(node, checker) {
  const isAsync = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false
  if (isAsync && !node.asteriskToken) return true
  return ts.isArrowFunction(node) && !ts.isBlock(node.body) && isPromise(node.body, checker)
}

/**
 * @param {ts.Expression} expression
 * @param {ts.TypeChecker} checker
 * @returns {boolean}
 */
function isPromise(expression, checker) {
  const type = checker.getTypeAtLocation(expression)
  const parts = type.isUnion() ? type.types : [type]
  return parts.some((part) => {
    const then = part.getProperty('then')
    return then !== undefined && checker.getTypeOfSymbol(then).getCallSignatures().length > 0
  })
}

/**
 * Whether the value may also be missing, so that asking for it makes sense.
 *
 * @param {ts.Expression} expression
 * @param {ts.TypeChecker} checker
 * @returns {boolean}
 */
function isOptional(expression, checker) {
  const type = checker.getTypeAtLocation(expression)
  return type !== checker.getNonNullableType(type)
}
