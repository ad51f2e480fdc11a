import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import { toml } from '@codemirror/legacy-modes/mode/toml'
import { lintGutter, lintKeymap } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { DocumentKind } from '../form/sections/sections.ts'
import { completeFor, hoverFor } from './complete.ts'
import { pointedLines } from './highlight.ts'
import classes from './toml-editor.module.css'

const colours = HighlightStyle.define([
  { tag: tags.comment, class: classes.comment ?? '' },
  { tag: tags.string, class: classes.string ?? '' },
  { tag: [tags.propertyName, tags.labelName, tags.heading], class: classes.key ?? '' },
  { tag: [tags.number, tags.bool, tags.atom], class: classes.value ?? '' },
])

const mono = 'var(--mantine-font-family-monospace)'
const panel = { background: 'var(--bw-surface)', border: '1px solid var(--bw-line-strong)', borderRadius: '6px' }
const look = EditorView.theme({
  '&': { fontSize: '0.8125rem', height: '100%', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: mono, lineHeight: '1.6' },
  '.cm-content, .cm-gutter': { minHeight: '16rem' },
  '.bw-pointed': { background: 'color-mix(in srgb, var(--bw-info) 14%, transparent)', boxShadow: 'inset 2px 0 var(--bw-info)' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--mantine-color-text)', fontFamily: mono },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': {
    background: 'var(--bw-surface-quiet)',
    color: 'var(--mantine-color-dimmed)',
    borderRight: '1px solid var(--bw-line)',
  },
  '.cm-activeLine': { background: 'color-mix(in srgb, var(--bw-surface-hover) 55%, transparent)' },
  '.cm-activeLineGutter': { background: 'var(--bw-surface-hover)', color: 'var(--mantine-color-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--mantine-primary-color-filled) 28%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--bw-line-strong)' },
  '.cm-tooltip': { ...panel, color: 'var(--mantine-color-text)', boxShadow: 'var(--mantine-shadow-md)', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: mono, fontSize: '0.8125rem', maxHeight: '15rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--bw-line)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-completionDetail': { color: 'var(--mantine-color-dimmed)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-completionIcon': { display: 'none' },
  '.bw-key-info': { padding: '8px 10px', maxWidth: '26rem', fontFamily: 'var(--mantine-font-family)', fontSize: '0.8125rem' },
  '.bw-key-info pre': { margin: '6px 0 0', fontFamily: mono, fontSize: '0.75rem', whiteSpace: 'pre-wrap' },
  '.cm-tooltip.cm-completionInfo': { padding: '0' },
  '.cm-diagnostic': { padding: '6px 10px', fontFamily: 'var(--mantine-font-family)', fontSize: '0.8125rem', maxWidth: '30rem' },
  '.cm-lint-marker': { content: 'none', width: '8px', height: '8px', margin: '0.45em auto 0', borderRadius: '50%' },
  '.cm-lint-marker-error': { background: 'var(--bw-bad)' },
  '.cm-lint-marker-warning': { background: 'var(--bw-warn)' },
  '.cm-lint-marker-info': { background: 'var(--bw-info)' },
  '.cm-diagnosticAction': {
    background: 'var(--mantine-primary-color-filled)',
    color: '#fff',
    padding: '2px 8px',
    borderRadius: '4px',
    margin: '4px 0 2px 0',
    display: 'block',
    font: 'inherit',
    fontSize: '0.75rem',
  },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--bw-bad)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--bw-warn)' },
  '.cm-diagnostic-info': { borderLeft: '4px solid var(--bw-info)' },
  '.cm-lintRange-error': { background: 'none', textDecoration: 'underline wavy var(--bw-bad) 1px', textUnderlineOffset: '3px' },
  '.cm-lintRange-warning': {
    background: 'none',
    textDecoration: 'underline wavy var(--bw-warn) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-info': { background: 'none', textDecoration: 'underline dotted var(--bw-info) 1px', textUnderlineOffset: '3px' },
})

/** The editor without its content. Tab is not bound: it moves the focus on, as everywhere else (WCAG 2.1.2). */
export function editorSetup(given: {
  kind: DocumentKind
  label: string
  describedBy: string
  readOnly: boolean
  onSave: () => void
}): Extension {
  const save = () => {
    given.onSave()
    return true
  }
  return [
    lineNumbers(),
    lintGutter(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    StreamLanguage.define(toml),
    syntaxHighlighting(colours),
    given.readOnly ? [EditorState.readOnly.of(true)] : autocompletion({ override: [completeFor(given.kind)] }),
    hoverFor(given.kind),
    pointedLines,
    EditorView.lineWrapping,
    keymap.of([
      { key: 'Mod-s', run: save, preventDefault: true },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    EditorView.contentAttributes.of({
      'aria-label': given.label,
      'aria-describedby': given.describedBy,
      spellcheck: 'false',
      tabindex: '0',
    }),
    look,
  ]
}
