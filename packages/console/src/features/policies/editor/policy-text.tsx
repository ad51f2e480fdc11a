import type { PolicyCheck } from '@bailiwick/contracts'
import { Group, Stack, Text } from '@mantine/core'
import { lazy, type Ref, Suspense, useRef } from 'react'
import { BlockSkeleton } from '../../../ui/skeletons.tsx'
import { count } from '../../../ui/words.ts'
import { ProblemList } from './problem-list.tsx'
import type { TomlEditorHandle, TomlEditorProps } from './toml-editor.tsx'
import { Verdict } from './verdict.tsx'

// The editor and its language are the largest part of the console: they come when a document is opened.
const TomlEditor = lazy(() => import('./toml-editor.tsx').then((it) => ({ default: it.TomlEditor })))
const none: PolicyCheck['problems'] = []

/** The document, its verdict above and its problems below, each leading to its line. */
export function PolicyText({
  check,
  behind,
  ref,
  ...editor
}: Omit<TomlEditorProps, 'problems' | 'ref'> & { check: PolicyCheck | null; behind: boolean; ref?: Ref<TomlEditorHandle> }) {
  const own = useRef<TomlEditorHandle>(null)
  const problems = check?.problems ?? none
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs" role="status" style={{ fontSize: 'var(--mantine-font-size-sm)' }}>
        <Verdict check={check} behind={behind} />
        <Text size="sm" c="dimmed" className="bw-numbers">
          {problems.length === 0 ? (check ? 'No problems' : '') : count(problems.length, 'problem')}
        </Text>
      </Group>
      <Suspense fallback={<BlockSkeleton lines={9} height={22} />}>
        <TomlEditor
          {...editor}
          problems={problems}
          ref={(handle: TomlEditorHandle | null) => {
            own.current = handle
            if (typeof ref === 'function') ref(handle)
            else if (ref) ref.current = handle
          }}
        />
      </Suspense>
      {problems.length > 0 ? (
        <ProblemList problems={problems} onGoTo={(line, column) => own.current?.goTo(line, column)} />
      ) : null}
    </Stack>
  )
}
