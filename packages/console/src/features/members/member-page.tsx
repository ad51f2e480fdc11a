import { builtInRoles, type Member, memberRoutes } from '@bailiwick/contracts'
import { Button, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { curlOf } from '../../api/curl.ts'
import { memberQuery } from '../../api/queries/members.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Detail, Details } from '../../ui/details.tsx'
import { TextLink } from '../../ui/link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { Status } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { useParam } from '../../ui/use-param.ts'
import { useUrlState } from '../../ui/use-url-state.ts'
import { count } from '../../ui/words.ts'
import { AccessTab } from '../access/access-tab.tsx'
import { PolicyInForce } from '../lookup/policy-in-force.tsx'
import { MemberClients } from './member-clients.tsx'
import { MemberRoles } from './member-roles.tsx'
import { MemberSignIns } from './member-sign-ins.tsx'
import { ResetLinkDialog } from './reset-link-dialog.tsx'
import { RoleForm } from './role-form.tsx'
import { StatusSection } from './status-section.tsx'

const shape = z.object({ tab: z.enum(['access']).optional(), show: z.string().optional(), permission: z.string().optional() })

export function MemberPage() {
  const { id, at } = useWorkspace()
  const personId = useParam('personId')
  const query = useQuery(memberQuery(id, personId))
  const parent = { title: 'Members', to: at.members() }
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Member" parent={parent} />}
      skeleton={<BlockSkeleton lines={6} height={24} />}
    >
      {(member) => <MemberView member={member} parent={parent} />}
    </QueryView>
  )
}

function MemberView({ member, parent }: { member: Member; parent: { title: string; to: string } }) {
  const { id, can } = useWorkspace()
  const [resetting, setResetting] = useState(false)
  const [url, setUrl] = useUrlState(shape)
  const tab = url.tab === 'access' && can('role.read') ? 'access' : 'overview'
  const role = builtInRoles[member.role]
  const answer =
    member.status === 'active'
      ? `${role.label} in ${count(member.groups.length, 'group')}, with ${count(member.signedInClients, 'Codex client')} signed in.`
      : 'Deactivated: cannot sign in here or use Codex.'
  return (
    <>
      <PageHeader
        title={member.name}
        answer={answer}
        parent={parent}
        actions={
          <>
            <CopyAsCall
              what="This member"
              command={curlOf(memberRoutes.get, { params: { workspaceId: id, personId: member.id } })}
            />
            {can('member.manage') ? (
              <Button variant="default" disabled={!member.can.resetPassword} onClick={() => setResetting(true)}>
                Make a reset link
              </Button>
            ) : null}
          </>
        }
      />
      <Tabs
        value={tab}
        onChange={(it) =>
          setUrl({ tab: it === 'access' ? 'access' : undefined, show: undefined, permission: undefined }, { push: true })
        }
        keepMounted={false}
      >
        {can('role.read') ? (
          <Tabs.List mb="md">
            <Tabs.Tab value="overview">Overview</Tabs.Tab>
            <Tabs.Tab value="access">Access</Tabs.Tab>
          </Tabs.List>
        ) : null}
        <Tabs.Panel value="overview">
          <MemberOverview member={member} />
        </Tabs.Panel>
        <Tabs.Panel value="access">
          <AccessTab personId={member.id} />
        </Tabs.Panel>
      </Tabs>
      <ResetLinkDialog member={member} opened={resetting} onClose={() => setResetting(false)} />
    </>
  )
}

function MemberOverview({ member }: { member: Member }) {
  const { at, can } = useWorkspace()
  return (
    <>
      <Section title="Details" framed>
        <Details>
          <Detail name="E-mail">
            {member.email} <CopyButton text={member.email} label="Copy the e-mail address" quiet />
          </Detail>
          <Detail name="Status">
            {member.status === 'active' ? <Status tone="good">Active</Status> : <Status tone="quiet">Deactivated</Status>}
          </Detail>
          <Detail name="Groups">
            <Groups member={member} />
          </Detail>
          {can('policy.read') ? (
            <Detail name="Policy">
              <PolicyInForce email={member.email} />
            </Detail>
          ) : null}
          <Detail name="Joined">
            <When at={member.joinedAt} />
          </Detail>
          <Detail name="Last seen">{member.lastSeenAt ? <When at={member.lastSeenAt} /> : 'Never'}</Detail>
          {can('audit.read') ? (
            <Detail name="History">
              <TextLink to={at.audit({ actorId: member.id })}>What they did</TextLink>,{' '}
              <TextLink to={at.audit({ subjectId: member.id })}>what was done to them</TextLink>
            </Detail>
          ) : null}
          {can('access_token.manage') ? (
            <Detail name="Access tokens">
              <TextLink to={at.accessTokens({ personId: member.id })}>Their tokens</TextLink>
            </Detail>
          ) : null}
          {can('analytics.read') ? (
            <Detail name="Model turns">
              <TextLink to={at.turns({ personId: member.id })}>Their turns</TextLink>
            </Detail>
          ) : null}
          <Detail name="Id">
            <code>{member.id}</code> <CopyButton text={member.id} label="Copy the id" quiet />
          </Detail>
        </Details>
      </Section>
      <Section title="Built-in role" description="What they administer here." framed>
        <RoleForm key={member.role} member={member} />
      </Section>
      <MemberRoles member={member} />
      <MemberClients member={member} />
      {member.can.resetPassword ? <MemberSignIns member={member} /> : null}
      {can('member.manage') ? <StatusSection member={member} /> : null}
    </>
  )
}

function Groups({ member }: { member: Member }) {
  const { at, can } = useWorkspace()
  if (member.groups.length === 0) return 'None: only the default policy can apply'
  return member.groups.map((group, index) => (
    <span key={group.id}>
      {index > 0 ? ', ' : ''}
      {can('group.read') ? <TextLink to={at.group(group.id)}>{group.name}</TextLink> : group.name}
    </span>
  ))
}
