import type { DraftDetail, NamedRef, PolicyTest, PolicyTestResult } from '@bailiwick/contracts'
import { ActionIcon, Button, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconTestPipe, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { draftReviewQuery } from '../../../api/queries/drafts.ts'
import { groupChoicesQuery } from '../../../api/queries/groups.ts'
import { policyChoicesQuery } from '../../../api/queries/policies.ts'
import { useWorkspace } from '../../../shell/workspace.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Prose } from '../../../ui/prose.tsx'
import { Section } from '../../../ui/section.tsx'
import { count } from '../../../ui/words.ts'
import { AddTest } from './add-test.tsx'
import { SavingLine } from './saving-line.tsx'
import { sayTest } from './test-words.ts'
import classes from './tests.module.css'
import { useDraftSaving } from './use-draft-saving.ts'

/** What must hold of the draft, with what was found beside each; a red one blocks publishing. */
export function TestsTab({ draft, editable }: { draft: DraftDetail; editable: boolean }) {
  const { id, can } = useWorkspace()
  const saving = useDraftSaving(draft)
  const review = useQuery(draftReviewQuery(id, draft.id))
  const groups = useQuery({ ...groupChoicesQuery(id), enabled: can('group.read') })
  const policies = useQuery(policyChoicesQuery(id))
  const names = { groups: groups.data ?? [], policies: policies.data ?? [] }
  const { tests } = saving.contents
  const results = new Map(review.isFetching || saving.pending ? [] : review.data?.tests.map((it) => [it.id, it]))
  const add = (test: PolicyTest) => void saving.save((now) => ({ tests: [...now.tests.filter((it) => it.id !== test.id), test] }))
  return (
    <>
      {tests.length === 0 ? (
        <EmptyState icon={<IconTestPipe size={28} stroke={1.5} />} title="No tests yet">
          A test says what must stay true whatever else changes: “ada gets Standard”, “contractors: <code>git push</code> is
          prompted”. It runs on each draft and on each publishing, and a red one blocks it.
        </EmptyState>
      ) : (
        <Section
          title={review.data && results.size > 0 ? sayResults(tests, results) : count(tests.length, 'test')}
          description="Tests go out with the draft and are asked again by every later one."
          actions={
            <Button variant="default" size="xs" loading={review.isFetching} onClick={() => void review.refetch()}>
              Run again
            </Button>
          }
        >
          <ul className={classes.list} aria-label="Tests">
            {tests.map((it) => (
              <TestRow
                key={it.id}
                test={it}
                result={results.get(it.id)}
                names={names}
                onRemove={
                  editable
                    ? () => void saving.save((now) => ({ tests: now.tests.filter(({ id: other }) => other !== it.id) }))
                    : undefined
                }
              />
            ))}
          </ul>
        </Section>
      )}
      {review.error && !review.data ? <ErrorState error={review.error} retry={() => void review.refetch()} /> : null}
      <Stack gap="md" mt="md">
        {editable ? (
          <Section title="Add a test" framed>
            <AddTest groups={names.groups} policies={names.policies} onAdd={add} />
          </Section>
        ) : null}
        {tests.length > 0 || saving.problem ? <SavingLine saving={saving} draft={draft} /> : null}
      </Stack>
    </>
  )
}

function TestRow(props: {
  test: PolicyTest
  result: PolicyTestResult | undefined
  names: { groups: NamedRef[]; policies: NamedRef[] }
  onRemove: (() => void) | undefined
}) {
  const { test, result } = props
  const said = sayTest(test, props.names)
  const [Icon, tone, word] = !result
    ? ([IconCircleDashed, 'none', 'Not run yet'] as const)
    : result.passed
      ? ([IconCircleCheck, 'good', 'Holds'] as const)
      : ([IconCircleX, 'bad', 'Does not hold'] as const)
  return (
    <li className={classes.row}>
      <Icon size={18} className={classes.mark} data-tone={tone} aria-hidden="true" />
      <div className="bw-break">
        <div>
          <Prose text={said} />
          {test.name ? (
            <Text span size="sm" c="dimmed">
              {' '}
              {test.name}
            </Text>
          ) : null}
        </div>
        <Text size="sm" c="dimmed" component="div">
          <span className={classes.word} data-tone={tone}>
            {word}.
          </span>{' '}
          {result ? <Prose text={result.because} /> : null}
        </Text>
      </div>
      {props.onRemove ? (
        <Tooltip label="Remove this test">
          <ActionIcon variant="subtle" color="gray" aria-label={`Remove the test: ${said}`} onClick={props.onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      ) : null}
    </li>
  )
}

/** The results of a review, for reading. */
export function TestResults({ results }: { results: readonly PolicyTestResult[] }) {
  const failed = results.filter((it) => !it.passed)
  if (results.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No test is written, so none can fail.
      </Text>
    )
  }
  if (failed.length === 0) return <Notice tone="good">{count(results.length, 'test')} ran and hold.</Notice>
  return (
    <Group gap="xs" align="stretch">
      <ul className={classes.list} aria-label="Tests that do not hold">
        {failed.map((it) => (
          <li key={it.id} className={classes.row}>
            <IconCircleX size={18} className={classes.mark} data-tone="bad" aria-hidden="true" />
            <div className="bw-break">
              <Prose text={it.sentence} />
              <Text size="sm" c="dimmed">
                <Prose text={it.because} />
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Group>
  )
}

function sayResults(tests: readonly PolicyTest[], results: Map<string, PolicyTestResult>): string {
  const failed = tests.filter((it) => results.get(it.id)?.passed === false).length
  if (failed === 0) return tests.length === 1 ? 'The test holds' : `All ${tests.length} tests hold`
  return `${failed} of ${count(tests.length, 'test')} ${failed === 1 ? 'does' : 'do'} not hold`
}
