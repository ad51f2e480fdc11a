import { type AST, ParseError, parseTOML, traverseNodes } from 'toml-eslint-parser'

export interface Fault {
  line: number
  column: number
  message: string
  deep: boolean
}

/** Longest dotted key the client reads. */
const mostSteps = 80

/**
 * Finds what client 0.169.0 refuses and the first parser lets pass: keys of more than 80 steps, numbers beyond the largest float, and
 * days a month does not have. Only texts that could hold one of these are parsed a second time.
 */
export function secondLook(source: string): Fault | undefined {
  const suspicious = hasLongKey(source) || /\d[eE][+]?[\d_]{3}|[\d_]{300}|\d-\d\d-(29|3\d)/.test(source)
  if (!suspicious) return undefined
  let fault: Fault | undefined
  const report = (node: AST.TOMLNode, message: string, deep = false) => {
    fault ??= { line: node.loc.start.line, column: node.loc.start.column + 1, message, deep }
  }
  try {
    traverseNodes(parseTOML(source, { tomlVersion: '1.1' }), {
      enterNode(node) {
        if (node.type === 'TOMLKey' && node.keys.length > mostSteps) report(node, `a key has more than ${mostSteps} steps`, true)
        if (node.type !== 'TOMLValue') return
        if (node.kind === 'float' && !Number.isFinite(node.value) && !/inf|nan/.test(node.number))
          report(node, 'the number is too large')
        if (node.kind.includes('date') && !isDay('datetime' in node ? node.datetime : ''))
          report(node, 'the month has no such day')
      },
      leaveNode() {},
    })
  } catch (error) {
    if (error instanceof ParseError)
      return { line: error.lineNumber, column: error.column + 1, message: error.message, deep: false }
    return { line: 1, column: 1, message: 'the document is nested too deeply', deep: true }
  }
  return fault
}

const hasLongKey = (source: string) =>
  source.split('\n').some((line) => line.length > 2 * mostSteps && line.split('.').length > mostSteps)

function isDay(written: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(written) ?? []
  if (!day) return true
  return Number(day) <= new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate()
}
