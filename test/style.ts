/**
 * The numbers that the sources keep to, counted with TypeScript's own parser: what a linter has no
 * rule for, or counts differently.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const longestFile = 300
const longestFunction = 45

/** Everything in one source text that goes beyond the numbers, a line each: `path:line: what`. */
export function excesses(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const complain = (node: ts.Node, what: string) => {
    const { line } = source.getLineAndCharacterOfPosition(
      ts.isSourceFile(node) ? 0 : node.getStart(),
    )
    found.push(`${path}:${line + 1}: ${what}`)
  }
  const lines = text.split('\n').length - 1
  if (lines > longestFile) complain(source, `${lines} lines, at most ${longestFile}`)
  if (!/^\/\*\*.*?@module\s*\*\//s.test(text)) complain(source, 'no opening comment (@module)')
  for (const statement of source.statements) {
    if (isUndocumented(statement)) complain(statement, 'an export without a comment')
  }
  const visit = (node: ts.Node) => {
    const what = excess(node)
    if (what) complain(node, what)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The share of `as` (but not `as const`) in these files, per 1,000 lines. */
export function assertionsPerThousandLines(paths: readonly string[]): number {
  let assertions = 0
  let lines = 0
  for (const path of paths) {
    const text = readFileSync(path, 'utf8')
    lines += text.split('\n').length - 1
    assertions += countAssertions(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  }
  return (assertions * 1000) / Math.max(lines, 1)
}

function countAssertions(node: ts.Node): number {
  let count = ts.isAsExpression(node) && !ts.isConstTypeReference(node.type) ? 1 : 0
  ts.forEachChild(node, (child) => {
    count += countAssertions(child)
  })
  return count
}

/** What is wrong with this one node, not with its children. */
function excess(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any'
  if (ts.isNonNullExpression(node)) return 'a non-null assertion (!)'
  const isDeclared = ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)
  if (isDeclared && node.exclamationToken) return 'a definite assignment assertion (!)'
  if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return undefined
  const lines = node.getText().split('\n').length
  return lines > longestFunction ? `${lines} lines, at most ${longestFunction}` : undefined
}

/** Exported here and not re-exported: those are documented where they are written. */
function isUndocumented(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false
  const modifiers = ts.getModifiers(statement) ?? []
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return false
  // The parser gives the module's comment to its first statement as well.
  const comments = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc)
  return !comments.some((comment) => !comment.getText().includes('@module'))
}
