import { builtInRoles, type Permission, permissions, roleNames } from '@bailiwick/contracts'
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ownersQuery } from '../api/queries/members.ts'
import { paths } from '../paths.ts'
import { LinkButton, TextLink } from '../ui/link.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { homeOf, useWorkspace } from './workspace.tsx'

/** Nothing at this address. */
export function NotFoundPage({ home = paths.home() }: { home?: string }) {
  return (
    <>
      <PageHeader title="There is nothing at this address" answer="The link may be old, or what it named was removed." />
      <LinkButton to={home}>Go to the start page</LinkButton>
    </>
  )
}

/** The page exists and the person may not open it: says which right is missing and who can give it. */
export function DeniedPage({ needs }: { needs: Permission }) {
  const workspace = useWorkspace()
  const mayAsk = workspace.can('member.read')
  const owners = useQuery({ ...ownersQuery(workspace.id), enabled: mayAsk })
  const holders = roleNames
    .filter((role) => builtInRoles[role].permissions.includes(needs))
    .map((role) => builtInRoles[role].label)
  return (
    <>
      <PageHeader title="You lack the permission for this page" answer={`It needs: ${permissions[needs].label}.`} />
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          Your built-in role here is {builtInRoles[workspace.role].label}. {holders.length === 1 ? 'The role' : 'The roles'} with
          this permission: {holders.join(', ')}.{permissions[needs].area === 'owners' ? '' : ' A custom role can give it too.'}
        </Text>
        {owners.data?.length ? (
          <Text size="sm">
            An owner can change that:{' '}
            {owners.data.map((owner, at) => (
              <span key={owner.id}>
                {at > 0 ? ', ' : ''}
                <TextLink to={workspace.at.member(owner.id)}>{owner.name}</TextLink> ({owner.email})
              </span>
            ))}
            .
          </Text>
        ) : (
          <Text size="sm">An owner of {workspace.name} can change that.</Text>
        )}
        <Group gap="xs">
          <LinkButton to={`${workspace.at.myAccess()}?permission=${needs}`} variant="default">
            Why I may not
          </LinkButton>
          <LinkButton to={homeOf(workspace)} variant="default">
            Go to your start page
          </LinkButton>
        </Group>
      </Stack>
    </>
  )
}
