import { permissions, type RoleChange, type RoleImpact, type RoleWarning } from '@bailiwick/contracts'
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { roleImpactQuery } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { Notice, type Tone } from '../../ui/notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { count } from '../../ui/words.ts'
import classes from './roles.module.css'

const tones: Record<RoleWarning['kind'], Tone> = {
  loses_local: 'bad',
  nobody_left: 'bad',
  yourself: 'warn',
  leaves_default_role: 'warn',
  returns_to_default_role: 'info',
  owners_only: 'info',
  open_invitations: 'info',
  role_lacks: 'warn',
}

/** Asks what a change would do and says it, before anything happens. */
export function ImpactOf({ change }: { change: RoleChange }) {
  const { id } = useWorkspace()
  const query = useQuery(roleImpactQuery(id, change))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={2} />}>
      {(impact) => <ImpactView impact={impact} stale={query.isPlaceholderData} />}
    </QueryView>
  )
}

/** Who gains and who loses what, with the traps first. */
export function ImpactView({ impact, stale }: { impact: RoleImpact; stale?: boolean }) {
  return (
    <Stack gap="sm" style={{ opacity: stale ? 0.6 : 1 }}>
      <Text size="sm" fw={600} role="status">
        {impact.sentence}
      </Text>
      <Warnings warnings={impact.warnings} />
      {impact.changes.length > 0 ? (
        <ul className={classes.list} aria-label="What changes for whom">
          {impact.changes.map(({ permission, gains, loses }) => (
            <li key={permission}>
              <div className={classes.permission}>{permissions[permission].label}</div>
              {gains.people > 0 ? (
                <div>
                  <span className={classes.gains}>{count(gains.people, 'person gains', 'people gain')} it:</span>{' '}
                  <Some of={gains} />
                </div>
              ) : null}
              {loses.people > 0 ? (
                <div>
                  <span className={classes.loses}>{count(loses.people, 'person loses', 'people lose')} it:</span>{' '}
                  <Some of={loses} />
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <Text size="sm" c="dimmed">
        {impact.timing}
      </Text>
    </Stack>
  )
}

/** The traps in words, each with the names of those whom it is about. */
export function Warnings({ warnings }: { warnings: RoleWarning[] }) {
  return warnings.map((it) => (
    <Notice key={it.kind + it.say} tone={tones[it.kind]}>
      {it.say}
      {it.people > 0 ? (
        <div>
          <Some of={it} />
        </div>
      ) : null}
    </Notice>
  ))
}

/** The first few by name and address, the others in a number. */
function Some({ of }: { of: Pick<RoleWarning, 'people' | 'first'> }) {
  const rest = of.people - of.first.length
  return (
    <span>
      {of.first.map((it) => it.name).join(', ')}
      {rest > 0 ? ` and ${count(rest, 'more person', 'more people')}` : ''}
    </span>
  )
}
