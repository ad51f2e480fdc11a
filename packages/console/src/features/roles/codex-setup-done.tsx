import type { codexSetupRoutes, ReturnsOf } from '@bailiwick/contracts'
import { Group, Stack } from '@mantine/core'
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
