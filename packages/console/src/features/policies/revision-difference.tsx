import { diffPolicies } from '@bailiwick/policy'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { policyVersionQuery } from '../../api/queries/policies.ts'
import { revisionQuery } from '../../api/queries/rules.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { MeaningChanges } from './impact/meaning-changes.tsx'
import { orderChanges, type VersionChange, versionChanges } from './revision-changes.ts'

/** What differs between two revisions: the order in sentences, each changed policy by meaning. */
export function RevisionDifference({ before, after }: { before: number; after: number }) {
  const { id } = useWorkspace()
  const older = useQuery(revisionQuery(id, before))
  const newer = useQuery(revisionQuery(id, after))
  return (
    <QueryView query={older} skeleton={<BlockSkeleton lines={3} />}>
      {(was) => (
        <QueryView query={newer} skeleton={<BlockSkeleton lines={3} />}>
          {(is) => {
            const order = orderChanges(was, is)
            const versions = versionChanges(was, is)
            if (order.length + versions.length === 0) {
              return (
                <Text size="sm" c="dimmed">
                  Both serve the same to everybody.
                </Text>
              )
            }
            return (
              <Stack gap="sm">
                {order.length > 0 ? (
                  <ul style={{ margin: 0, paddingInlineStart: '1.2rem', fontSize: 'var(--mantine-font-size-sm)' }}>
                    {order.map((it) => (
                      <li key={it}>{it}</li>
                    ))}
                  </ul>
                ) : null}
                {versions.map((it) => (
                  <VersionDifference key={it.policy.id} change={it} />
                ))}
              </Stack>
            )
          }}
        </QueryView>
      )}
    </QueryView>
  )
}

function VersionDifference({ change }: { change: VersionChange }) {
  const { at } = useWorkspace()
  const { policy, before, after } = change
  const link = (
    <TextLink
      to={`${at.policy(policy.id)}?tab=versions&version=${after ?? before ?? 1}${before && after ? `&against=${before}` : ''}`}
      fw={600}
    >
      {policy.name}
    </TextLink>
  )
  if (before === null || after === null) {
    return (
      <Text size="sm">
        {link} {before === null ? `is served now, in version ${after}.` : 'is served to nobody any more.'}
      </Text>
    )
  }
  return (
    <div>
      <Text size="sm">
        {link} from version {before} to version {after}
      </Text>
      <Meaning policyId={policy.id} before={before} after={after} />
    </div>
  )
}

/** Compared here, by the same engine as the server's. */
function Meaning({ policyId, before, after }: { policyId: string; before: number; after: number }) {
  const { id } = useWorkspace()
  const was = useQuery(policyVersionQuery(id, policyId, before))
  const is = useQuery(policyVersionQuery(id, policyId, after))
  const diff = useMemo(
    () => (was.data && is.data ? diffPolicies(was.data.contents, is.data.contents) : null),
    [was.data, is.data],
  )
  if (!diff) return <BlockSkeleton lines={2} />
  const defaults = was.data?.defaults !== is.data?.defaults ? 'The managed defaults differ. ' : ''
  if (diff.changes.length > 0) {
    return (
      <>
        <MeaningChanges changes={diff.changes} />
        {defaults ? <Text size="sm">{defaults}</Text> : null}
      </>
    )
  }
  return (
    <Text size="sm" c="dimmed">
      {defaults}
      {diff.textual ? 'The text differs and means the same.' : 'The requirements are the same.'}
    </Text>
  )
}
