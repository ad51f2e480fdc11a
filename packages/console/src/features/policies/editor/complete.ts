import { type Path, parseToml } from '@bailiwick/policy'
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { hoverTooltip, type Tooltip } from '@codemirror/view'
import type { DocumentKind } from '../form/sections/sections.ts'
import { outlineOf } from '../form/text/outline.ts'
import { keyToToml } from '../form/text/to-toml.ts'
import { aboutPath, exampleOf, keysAt, type Offer, opensTable, sayShape, shapesAt, valuesAt } from './shapes.ts'
import { placeAt } from './toml-place.ts'

/** Offers what may be written where the cursor is: keys of the table, values of the key, names of tables. */
export const completeFor =
  (kind: DocumentKind) =>
  (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString()
    const place = placeAt(text, context.pos)
    if (!place || (place.word === '' && !context.explicit && !place.quote && place.writing !== 'header')) return null
    if (place.writing === 'value') {
      const offers = valuesAt(kind, place.path)
      // In a string the quotes stand already.
      const apply = (it: Offer) => (place.quote ? it.text.replace(/^"|"$/g, '') : it.text)
      return { from: place.from, options: offers.map((it) => option(it, apply(it), 'constant')), validFor: /^[\w-]*$/ }
    }
    const root = place.path.length === 0
    const offers = keysAt(kind, place.path).filter((it) => !place.has.includes(it.text))
    const inTable = root && place.writing === 'key' && /^[ \t]*\[/m.test(text.slice(0, context.pos))
    const options = offers.flatMap((it) => {
      const path = [...place.path, it.text]
      const table = opensTable(kind, path)
      if (place.writing === 'header') return table || shapesAt(kind, path).length > 0 ? [option(it, it.text, 'namespace')] : []
      if (inTable && !table) return []
      if (table && root) return [option(it, table === 'tables' ? `[[${it.text}]]\n` : `[${it.text}]\n`, 'namespace')]
      return [option(it, `${keyToToml(it.text)} = `, 'property')]
    })
    return { from: place.from, options, validFor: /^[\w:-]*$/ }
  }

function option(offer: Offer, apply: string, type: string): Completion {
  return {
    label: offer.text,
    detail: offer.required ? `${offer.detail}, needed` : offer.detail,
    type,
    apply,
    ...(offer.required ? { boost: 1 } : {}),
    ...(offer.about ? { info: () => card(offer.text, offer.about) } : {}),
  }
}

/** What the key or value below the pointer means. */
export const hoverFor = (kind: DocumentKind) =>
  hoverTooltip((view, pos): Tooltip | null => {
    const text = view.state.doc.toString()
    if (!parseToml(text).ok) return null
    const outline = outlineOf(text)
    const path = outline.pathAt(pos)
    if (path.length === 0) return null
    const place = outline.at(path)
    const [from, end] = place?.pair ?? place?.blocks.find(([start, stop]) => start <= pos && pos <= stop) ?? [pos, pos]
    if (pos < from || pos > end) return null
    const about = describe(kind, path)
    return about
      ? { pos: from, end: Math.min(end, view.state.doc.lineAt(pos).to), above: true, create: () => ({ dom: about }) }
      : null
  })

function describe(kind: DocumentKind, path: Path): HTMLElement | undefined {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length)
    const [shape] = shapesAt(kind, part)
    const about = aboutPath(kind, part)
    const last = part.at(-1)
    if (typeof last === 'string' && (about || (shape && length === path.length))) {
      return card(`${last}${shape ? `: ${sayShape(shape)}` : ''}`, about, exampleOf(kind, part))
    }
  }
  return undefined
}

function card(title: string, about?: string, example?: string): HTMLElement {
  const box = document.createElement('div')
  box.className = 'bw-key-info'
  const head = document.createElement('strong')
  head.textContent = title
  box.append(head)
  if (about) {
    const words = document.createElement('div')
    words.textContent = about
    box.append(words)
  }
  if (example) {
    const code = document.createElement('pre')
    code.textContent = example
    box.append(code)
  }
  return box
}
