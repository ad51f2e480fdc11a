import type { Me, MyWorkspace } from '@bailiwick/contracts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { meQuery } from '../../api/queries/me.ts'
import { paths } from '../../paths.ts'
import { useLeave } from '../../shell/person-menu.tsx'
import { homeOf } from '../../shell/workspace.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { AddressObstacle } from './obstacles/address.tsx'
import { FactorObstacle } from './obstacles/factor.tsx'
import { OtherWorkspaceObstacle } from './obstacles/other-workspace.tsx'
import { SignOnObstacle } from './obstacles/sign-on.tsx'

const titles = {
  'session.mfa_needed': (name: string) => `${name} asks for a second factor`,
  'session.sso_needed': (name: string) => `${name} asks for single sign-on`,
  'session.other_workspace': (name: string) => `This sign-in does not open ${name}`,
  'access.address_not_allowed': (name: string) => `Your network may not enter ${name}`,
} satisfies Record<NonNullable<MyWorkspace['obstacle']>, (name: string) => string>

/** What this sign-in lacks to come into a workspace, and every way on from here. */
export function ObstaclePage({ me, workspace }: { me: Me; workspace: MyWorkspace }) {
  const leave = useLeave()
  const client = useQueryClient()
  const others = me.workspaces.filter((it) => it.id !== workspace.id && it.obstacle === null)
  const again = () => client.invalidateQueries({ queryKey: meQuery.queryKey })
  if (!workspace.obstacle) return null
  return (
    <>
      <PageHeader title={titles[workspace.obstacle](workspace.name)} />
      <Stack gap="lg">
        <Obstacle me={me} workspace={workspace} onAgain={() => void again()} />
        {others.length > 0 ? (
          <Stack gap="xs" align="flex-start">
            <Text size="sm">This sign-in opens:</Text>
            {others.map((it) => (
              <LinkButton key={it.id} to={homeOf(it)} variant="default" size="xs">
                {it.name}
              </LinkButton>
            ))}
          </Stack>
        ) : null}
        <Group gap="md">
          <Button variant="subtle" size="compact-sm" onClick={() => void leave()}>
            Sign out
          </Button>
          <Text size="sm">
            <TextLink to={paths.account()}>Your account</TextLink>
          </Text>
          <Text size="sm" c="dimmed">
            Signed in as {me.email}
          </Text>
        </Group>
      </Stack>
    </>
  )
}

function Obstacle(props: { me: Me; workspace: MyWorkspace; onAgain: () => void }) {
  switch (props.workspace.obstacle) {
    case 'session.mfa_needed':
      return <FactorObstacle me={props.me} />
    case 'session.sso_needed':
      return <SignOnObstacle me={props.me} workspace={props.workspace} />
    case 'session.other_workspace':
      return <OtherWorkspaceObstacle me={props.me} workspace={props.workspace} />
    case 'access.address_not_allowed':
      return <AddressObstacle onAgain={props.onAgain} />
    default:
      return null
  }
}
