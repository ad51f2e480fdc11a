import { type RequirementKeyInfo, requirementKeys } from '@bailiwick/policy'
import { type Completion, type CompletionContext, type CompletionResult, snippetCompletion } from '@codemirror/autocomplete'
import type { EditorState } from '@codemirror/state'
import { hoverTooltip, type Tooltip } from '@codemirror/view'

const byKey = new Map<string, RequirementKeyInfo>(requirementKeys.map((it) => [it.key, it]))

/** Offers the top-level keys where one may stand: at the start of a line above all tables, and within `[…]`. */
export function completeKeys(context: CompletionContext): CompletionResult | null {
  const header = context.matchBefore(/^\s*\[{1,2}[\w]*$/)
  if (header) {
    const from = header.from + header.text.search(/\w|$/)
    return { from, options: requirementKeys.filter(isTable).map((it) => completionOf(it, it.key)), validFor: /^\w*$/ }
  }
  const word = context.matchBefore(/^\s*[\w]*$/)
  if (!word || (word.text.trim() === '' && !context.explicit)) return null
  const from = word.from + word.text.search(/\w|$/)
  const inTable = isInTable(context.state, from)
  // Below a table header a bare key would belong to that table: only further tables can follow.
  const options = requirementKeys
    .filter((it) => !inTable || isTable(it))
    .map((it) => (isTable(it) ? snippetCompletion(`${it.example}\n`, completionOf(it)) : completionOf(it, `${it.key} = `)))
  return { from, options, validFor: /^\w*$/ }
}

function completionOf(info: RequirementKeyInfo, apply?: string): Completion {
  return {
    label: info.key,
    detail: info.type,
    type: isTable(info) ? 'namespace' : 'property',
    info: () => describe(info),
    ...(apply === undefined ? {} : { apply }),
  }
}

/** What a key means, on hover. */
export const keyHover = hoverTooltip((view, pos): Tooltip | null => {
  const line = view.state.doc.lineAt(pos)
  const written = /^(\s*\[{0,2}\s*)(\w+)/.exec(line.text)
  const [, before = '', key = ''] = written ?? []
  const info = byKey.get(key)
  const from = line.from + before.length
  if (!info || pos < from || pos > from + key.length) return null
  if (!before.includes('[') && isInTable(view.state, from)) return null
  return { pos: from, end: from + key.length, above: true, create: () => ({ dom: describe(info) }) }
})

function describe(info: RequirementKeyInfo): HTMLElement {
  const box = document.createElement('div')
  box.className = 'bw-key-info'
  const title = document.createElement('strong')
  title.textContent = `${info.key}: ${info.type}`
  const summary = document.createElement('div')
  summary.textContent = info.cloudIgnored ? `${info.summary} A client ignores it when it comes from here.` : info.summary
  const example = document.createElement('pre')
  example.textContent = info.example
  box.append(title, summary, example)
  return box
}

function isTable(info: RequirementKeyInfo): boolean {
  return /table/.test(info.type)
}

function isInTable(state: EditorState, before: number): boolean {
  return /^\s*\[/m.test(state.doc.sliceString(0, before))
}
