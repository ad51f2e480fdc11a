import { type Revision, type RulesInForce, ruleRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { revisionQuery } from '../../api/queries/rules.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { When } from '../../ui/time.tsx'
import { sayList } from '../../ui/words.ts'
import { RestoreDialog } from './restore-dialog.tsx'
import { RevisionDifference } from './revision-difference.tsx'
import { changesOf, type RulesDraft } from './rules-draft.ts'
import { useRulesDraft } from './use-rules-draft.ts'

/** One revision: who, why, who approved it, what it changed by meaning, what it serves, and the way back to it. */
export function RevisionDetail(props: { number: number; rules: RulesInForce; onReuse: () => void }) {
  const { id, at, can } = useWorkspace()
  const { number, rules } = props
  const query = useQuery(revisionQuery(id, number))
  const [restoring, setRestoring] = useState(false)
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={6} height={20} />}>
      {(revision) => (
        <>
          <Stack gap="sm" mb="xl">
            <Text size="sm">
              {revision.cause}, by {revision.createdBy?.name ?? 'an admin key'}, <When at={revision.createdAt} exact />.
              {revision.note ? ` “${revision.note}”` : ''}
            </Text>
            <WentOutAs revision={revision} />
            <Group gap="xs">
              {revision.inForce || !can('policy.manage') || !rules.revision ? null : (
                <Button onClick={() => setRestoring(true)}>Restore revision {revision.number}…</Button>
              )}
              <CopyButton text={window.location.origin + at.revision(revision.number)} label="Copy link" />
              <CopyAsCall
                what="This revision"
                command={curlOf(ruleRoutes.revision, { params: { workspaceId: id, number: String(number) } })}
              />
            </Group>
          </Stack>
          {number > 1 ? (
            <Section title={`What it changed after revision ${number - 1}`}>
              <RevisionDifference before={number - 1} after={number} />
            </Section>
          ) : null}
          <Section title="What it serves">
            <DataTable
              label={`Rules of revision ${revision.number}`}
              columns={[
                { key: 'place', title: 'Rule', width: '4rem', cell: (it) => it.place },
                { key: 'group', title: 'Group', cell: (it) => it.group },
                {
                  key: 'policy',
                  title: 'Policy',
                  cell: (it) => (
                    <TextLink to={`${at.policy(it.policy.id)}?tab=versions&version=${it.version}`}>
                      {it.policy.name} version {it.version}
                    </TextLink>
                  ),
                },
              ]}
              rows={[
                ...revision.rules.map((it) => ({
                  place: String(it.position),
                  group: it.group.name,
                  policy: it.policy,
                  version: it.policyVersion,
                })),
                ...(revision.default
                  ? [
                      {
                        place: 'Else',
                        group: 'Default',
                        policy: revision.default.policy,
                        version: revision.default.policyVersion,
                      },
                    ]
                  : []),
              ]}
              rowKey={(it) => it.place}
            />
            {revision.default ? null : <Text size="sm">There was no default.</Text>}
          </Section>
          {revision.inForce || !can('policy.manage') ? null : <UseItsOrder revision={revision} {...props} />}
          {restoring && rules.revision ? (
            <RestoreDialog number={revision.number} inForce={rules.revision.number} onClose={() => setRestoring(false)} />
          ) : null}
        </>
      )}
    </QueryView>
  )
}

/** The draft that a revision went out as, who wrote it, and who approved it. */
function WentOutAs({ revision: { draft, approvals } }: { revision: Pick<Revision, 'draft' | 'approvals'> }) {
  const { at } = useWorkspace()
  if (!draft) return null
  return (
    <Text size="sm" className="bw-prose">
      It went out as the draft <TextLink to={at.draft(draft.id, { tab: 'review' })}>{draft.name}</TextLink>
      {draft.authors.length > 0 ? `, written by ${sayList(draft.authors.map((it) => it.name))}` : ''}.{' '}
      {approvals.length > 0
        ? `Approved by ${sayList(approvals.map((it) => (it.note ? `${it.person.name} (“${it.note}”)` : it.person.name)))}.`
        : 'Nobody was asked to approve it.'}
    </Text>
  )
}

/** Only the order, the groups and the default of an earlier revision, with today's texts. */
function UseItsOrder(props: { revision: Parameters<typeof toDraft>[0]; rules: RulesInForce; onReuse: () => void }) {
  const state = useRulesDraft(props.rules)
  const draft = toDraft(props.revision, props.rules)
  if (changesOf(draft).length === 0) {
    return (
      <Text size="sm" c="dimmed">
        The order, the groups and the default are the same as now; only versions of policies differ.
      </Text>
    )
  }
  return (
    <Section
      title="Use its order only"
      description="The order, the groups and the default come back with the newest versions of the policies. Nothing is in force before you say so."
    >
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          state.change(draft)
          props.onReuse()
        }}
      >
        Put it into the editor
      </Button>
    </Section>
  )
}

function toDraft(
  revision: Pick<RulesDraft, 'rules'> & { number: number; default: { policy: RulesDraft['default'] } | null },
  base: RulesInForce,
): RulesDraft {
  return {
    base,
    rules: revision.rules.map(({ group, policy }) => ({ group, policy })),
    default: revision.default?.policy ?? null,
    note: `As in revision ${revision.number}`,
  }
}
