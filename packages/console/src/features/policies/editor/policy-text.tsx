import type { PolicyCheck, PolicyProblem } from '@bailiwick/contracts'
import { ActionIcon, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { type CSSProperties, lazy, type Ref, Suspense, useCallback, useImperativeHandle, useRef, useState } from 'react'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { count } from '../../../ui/words.ts'
import { PolicyForm } from '../form/policy-form.tsx'
import type { DocumentKind } from '../form/sections/sections.ts'
import type { ClientVerdict } from './check.worker.ts'
import classes from './policy-text.module.css'
import { ProblemList } from './problem-list.tsx'
import { SplitBar, useSplit } from './split.tsx'
import type { TomlEditorHandle } from './toml-editor.tsx'
import { useFormState } from './use-form-state.ts'
import { Verdict } from './verdict.tsx'
import { VerdictStrip } from './verdict-strip.tsx'

// The editor and its language are the largest part of the console: they come when a document is opened.
const TomlEditor = lazy(() => import('./toml-editor.tsx').then((it) => ({ default: it.TomlEditor })))
const none: readonly PolicyProblem[] = []
const noClients: readonly ClientVerdict[] = []
type View = 'both' | 'form' | 'text'

export interface PolicyTextProps {
  kind?: DocumentKind
  value: string
  label: string
  readOnly?: boolean
  onChange: (text: string) => void
  onSave: () => void
  check: PolicyCheck | null
  behind: boolean
  /** What other recorded clients say, where they are asked. */
  clients?: readonly ClientVerdict[]
  ref?: Ref<TomlEditorHandle>
}

/**
 * One document, as a form and as its text side by side. The text is the truth: the form writes into it, step by step in its history,
 * and what is written by hand is read back at once.
 */
export function PolicyText({
  kind = 'requirements',
  value,
  readOnly = false,
  check,
  behind,
  clients,
  ref,
  ...given
}: PolicyTextProps) {
  const editor = useRef<TomlEditorHandle | null>(null)
  const panes = useRef<HTMLDivElement>(null)
  const wide = useMediaQuery('(min-width: 1100px)', window.innerWidth >= 1100)
  const [wanted, setWanted] = useState<View>('both')
  const view: View = !wide && wanted === 'both' ? 'form' : wanted
  const [share, setShare] = useSplit()
  const [client, setClient] = useState<ClientVerdict['client']>()
  const all = clients ?? noClients
  const chosen = all.find((it) => it.client === client) ?? all[0]
  const problems = (chosen?.check ?? check)?.problems ?? none
  const showText = () => setWanted((it) => (it === 'form' || (it === 'both' && !wide) ? 'text' : it))
  const goTo = (line: number, column: number) => {
    showText()
    // The text may just be coming into view.
    requestAnimationFrame(() => editor.current?.goTo(line, column))
  }
  const latestGoTo = useRef(goTo)
  latestGoTo.current = goTo
  const goToFromForm = useCallback((line: number, column: number) => latestGoTo.current(line, column), [])
  const state = useFormState({ kind, value, readOnly, problems, editor, onChange: given.onChange, onSave: given.onSave, goTo })
  useImperativeHandle(ref, () => ({
    goTo,
    replace: (text) => (editor.current ? editor.current.replace(text) : given.onChange(text)),
    read: () => editor.current?.read() ?? value,
    point: (ranges) => editor.current?.point(ranges),
    undo: () => editor.current?.undo(),
    redo: () => editor.current?.redo(),
  }))
  return (
    <Stack gap="xs">
      <div className={classes.frame}>
        <div className={classes.top}>
          <Group className={classes.verdict} gap="sm" role="status">
            <Verdict check={check} behind={behind} />
            <Text size="sm" c="dimmed" className="bw-numbers">
              {problems.length === 0 ? (check ? 'No problems' : '') : count(problems.length, 'problem')}
            </Text>
          </Group>
          <VerdictStrip clients={kind === 'defaults' ? noClients : all} chosen={chosen?.client} onChoose={setClient} />
          {readOnly ? null : (
            <Group gap={2}>
              <ActionIcon variant="subtle" color="gray" aria-label="Undo" onClick={() => editor.current?.undo()}>
                <IconArrowBackUp size={17} aria-hidden="true" />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label="Redo" onClick={() => editor.current?.redo()}>
                <IconArrowForwardUp size={17} aria-hidden="true" />
              </ActionIcon>
            </Group>
          )}
          <SegmentedControl
            size="xs"
            aria-label="View of the document"
            value={view}
            onChange={(it) => setWanted(it === 'form' || it === 'text' ? it : 'both')}
            data={[
              ...(wide ? [{ value: 'both', label: 'Side by side' }] : []),
              { value: 'form', label: 'Form' },
              { value: 'text', label: 'TOML' },
            ]}
          />
        </div>
        {state.trouble ? (
          <div role="alert" className={classes.trouble}>
            {state.trouble}
          </div>
        ) : null}
        <div ref={panes} className={classes.panes} data-view={view} style={splitAt(share)}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: only the keys that the text has too */}
          <div className={classes.pane} data-pane="form" hidden={view === 'text'} onKeyDown={state.onKeys}>
            <PolicyForm form={state.form} broken={state.broken} onGoTo={goToFromForm} />
          </div>
          {view === 'both' ? <SplitBar share={share} onShare={setShare} box={panes} /> : null}
          <div className={classes.pane} data-pane="text" hidden={view === 'form'}>
            <Suspense fallback={<BlockSkeleton lines={9} height={22} />}>
              <TomlEditor
                {...given}
                kind={kind}
                value={value}
                readOnly={readOnly}
                problems={problems}
                fixOf={state.fixOfProblem}
                onCursor={state.onCursor}
                ref={editor}
              />
            </Suspense>
          </div>
        </div>
      </div>
      {problems.length > 0 ? (
        <ProblemList
          problems={problems}
          onGoTo={goTo}
          {...(readOnly ? {} : { fixOf: state.fixOfProblem, onFix: state.form.applyFix })}
        />
      ) : null}
    </Stack>
  )
}

/** The style sheet reads where the panes part. */
const splitAt = (share: number) => ({ '--split': `calc(${share}% - 5px)` }) as CSSProperties // a custom property, which the type leaves out
