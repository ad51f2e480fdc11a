import { type codexSetupRoutes, type ReturnsOf, settingCatalogue } from '@bailiwick/contracts'
import { Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { defaultRoleQuery } from '../../api/queries/roles.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count, sayList } from '../../ui/words.ts'
import { SetupParts } from './codex-setup-parts.tsx'
import { Warnings } from './role-impact.tsx'

/** What was made, and where to go on. */
export function SetupDone({ result }: { result: ReturnsOf<typeof codexSetupRoutes.set> }) {
  const { at } = useWorkspace()
  const { setup, created, added, warnings } = result
  return (
    <Stack gap="md">
      <Notice tone="good" live title="Set up, and in force now">
        {created.length > 0 ? `Made: ${sayList(created)}. ` : 'Everything was there already. '}
        {count(added.users, 'person', 'people')} added to Codex Users, {added.admins} to Codex Admin.
      </Notice>
      <Warnings warnings={warnings} />
      <OthersToo />
      <SetupParts setup={{ ...setup, done: false }} />
      <Group gap="xs">
        <LinkButton to={at.whoCan({ permission: 'codex.local' })}>Who may use Codex now</LinkButton>
        <LinkButton to={at.roles()} variant="default">
          The roles
        </LinkButton>
        <LinkButton to={at.roles({ tab: 'default' })} variant="default">
          What everybody else has
        </LinkButton>
      </Group>
    </Stack>
  )
}

/** Groups alone limit nobody: whoever has no custom role goes on by the default role. */
function OthersToo() {
  const { id, at } = useWorkspace()
  const { data } = useQuery(defaultRoleQuery(id))
  const open = data?.permissions.some((it) => it.permission === 'codex.local' && it.has)
  if (!data || !open || data.people === 0) return null
  return (
    <Notice
      tone="warn"
      title={`${count(data.people, 'other person', 'other people')} may still use Codex Local`}
      actions={
        data.can.change ? (
          <LinkButton to={at.settings()} size="xs" variant="default">
            Go to the switch
          </LinkButton>
        ) : undefined
      }
    >
      Whoever has no custom role has it by the default role. To begin with these groups alone, switch “
      {settingCatalogue.codex_local_by_default.label}” off.
    </Notice>
  )
}
