import { type Group as GroupShape, groupRoutes } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { groupQuery, useRemoveGroup, useUpdateGroup } from '../../api/queries/groups.ts'
import { useApiForm } from '../../api/use-api-form.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { useParam } from '../../ui/use-param.ts'
import { count } from '../../ui/words.ts'
import { AddMembersForm } from './add-members-form.tsx'
import { GroupMembers } from './group-members.tsx'
import { GroupRoles } from './group-roles.tsx'
import { GroupSource } from './group-source.tsx'

export function GroupPage() {
  const { id, at } = useWorkspace()
  const groupId = useParam('groupId')
  const query = useQuery(groupQuery(id, groupId))
  const parent = { title: 'Groups', to: at.groups() }
  return (
    <QueryView
      query={query}
      head={<PageHeader title="Group" parent={parent} />}
      skeleton={<BlockSkeleton lines={6} height={24} />}
    >
      {(group) => <GroupView group={group} parent={parent} />}
    </QueryView>
  )
}

function GroupView({ group, parent }: { group: GroupShape; parent: { title: string; to: string } }) {
  const { id, at, can } = useWorkspace()
  return (
    <>
      <PageHeader
        title={group.name}
        parent={parent}
        answer={
          <>
            {group.description ? <div>{group.description}</div> : null}
            <div>
              {count(group.members, 'member')}.{' '}
              {group.rule ? (
                <>
                  Rule {group.rule.position} gives them{' '}
                  {can('policy.read') ? (
                    <TextLink to={at.policy(group.rule.policy.id)}>{group.rule.policy.name}</TextLink>
                  ) : (
                    group.rule.policy.name
                  )}
                  , unless an earlier rule matches.
                </>
              ) : (
                'No policy rule names this group.'
              )}
            </div>
          </>
        }
        actions={
          <>
            <CopyAsCall what="This group" command={curlOf(groupRoutes.get, { params: { workspaceId: id, groupId: group.id } })} />
            {can('policy.read') ? (
              <LinkButton to={at.lookup({ group: group.id })} variant="default">
                What they get
              </LinkButton>
            ) : null}
          </>
        }
      />
      <GroupSource group={group} />
      {group.rule && group.can.manage ? (
        <Stack mb="lg">
          <Notice tone="info" title="Changing who is in this group changes policies">
            A rule uses this group, so a member who is added or taken out may get another policy. Clients that are running take it
            when their cached policy ends, within an hour.
          </Notice>
        </Stack>
      ) : null}
      {group.can.manage && !group.can.changeMembers && !group.directory ? (
        <Stack mb="lg">
          <Notice tone="info">{group.can.why ?? 'This group gives rights that you lack; an owner changes who is in it.'}</Notice>
        </Stack>
      ) : null}
      <GroupMembers group={group} />
      {group.can.changeMembers ? <AddMembersForm group={group} /> : null}
      <GroupRoles group={group} />
      {group.can.manage ? <EditGroup key={group.name + group.description} group={group} /> : null}
      {group.can.manage ? <DeleteGroup group={group} /> : null}
    </>
  )
}

function EditGroup({ group }: { group: GroupShape }) {
  const { id } = useWorkspace()
  const update = useUpdateGroup(id, group.id)
  const { form, submit, busy, problem } = useApiForm({
    initial: { name: group.name, description: group.description },
    shape: groupRoutes.update.body,
    beside: { 'group.name_taken': 'name' },
    send: (values) => update.mutateAsync(values),
    onDone: () => sayDone('The group is saved'),
  })
  return (
    <Section title="Name and description" framed>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm" maw={480}>
          {problem ? <ErrorState error={problem} /> : null}
          <TextInput label="Name" autoComplete="off" {...form.getInputProps('name')} />
          <Textarea label="Description" {...form.getInputProps('description')} />
          <Group>
            <Button type="submit" variant="default" loading={busy} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

function DeleteGroup({ group }: { group: GroupShape }) {
  const { id, at } = useWorkspace()
  const remove = useRemoveGroup(id, group.id)
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  return (
    <Section title="Delete" framed>
      <Group justify="space-between" gap="md">
        <Text size="sm" maw="60ch">
          {group.can.delete
            ? 'The members stay in the workspace. The group cannot be brought back; its history stays in the audit log.'
            : (group.can.why ?? 'A policy rule uses this group; take it out of the rules first.')}
        </Text>
        {group.can.delete ? (
          <Button variant="default" onClick={() => setAsking(true)}>
            Delete {group.name}
          </Button>
        ) : (
          <LinkButton to={at.policyRules()} variant="default">
            Go to the rules
          </LinkButton>
        )}
      </Group>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${group.name}?`}
        act="Delete the group"
        danger
        onConfirm={async () => {
          await remove.mutateAsync()
          sayDone(`${group.name} is deleted`)
          await navigate({ to: at.groups() })
        }}
      >
        {count(group.members, 'member')} {group.members === 1 ? 'leaves' : 'leave'} the group. No policy rule uses it, so nobody's
        policy changes.
      </ConfirmDialog>
    </Section>
  )
}
