import type { NamedRef } from '@bailiwick/contracts'
import { Button, Group, Select, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { groupChoicesQuery } from '../../api/queries/groups.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { TextLink } from '../../ui/link.tsx'
import { count } from '../../ui/words.ts'
import type { DraftRule } from './rules-draft.ts'

/** A group and the policy it gets; the new rule comes last and can be moved. */
export function AddRule({
  rules,
  policies,
  onAdd,
}: {
  rules: DraftRule[]
  policies: NamedRef[]
  onAdd: (rule: DraftRule) => void
}) {
  const { id, at, can } = useWorkspace()
  const groups = useQuery({ ...groupChoicesQuery(id), enabled: can('group.read') })
  const [groupId, setGroupId] = useState<string | null>(null)
  const [policyId, setPolicyId] = useState<string | null>(null)
  const taken = new Set(rules.map((it) => it.group.id))
  const free = (groups.data ?? []).filter((it) => !taken.has(it.id))
  const group = free.find((it) => it.id === groupId)
  const policy = policies.find((it) => it.id === policyId)
  if (groups.data && free.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {groups.data.length === 0 ? 'A rule needs a group. ' : 'Every group has a rule. '}
        {can('group.manage') ? <TextLink to={`${at.groups()}?do=create`}>Create a group</TextLink> : null}
      </Text>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!group || !policy) return
        onAdd({ group: { id: group.id, name: group.name }, policy: { id: policy.id, name: policy.name } })
        setGroupId(null)
      }}
    >
      <Group gap="xs" align="flex-end">
        <Select
          label="Group"
          placeholder="Choose a group"
          searchable
          data={free.map((it) => ({ value: it.id, label: `${it.name} (${count(it.members, 'member')})` }))}
          value={groupId}
          onChange={setGroupId}
          style={{ flex: '1 1 13rem', maxWidth: '20rem' }}
        />
        <Select
          label="gets the policy"
          placeholder="Choose a policy"
          searchable
          data={policies.map((it) => ({ value: it.id, label: it.name }))}
          value={policyId}
          onChange={setPolicyId}
          style={{ flex: '1 1 13rem', maxWidth: '20rem' }}
        />
        <Button type="submit" variant="default" leftSection={<IconPlus size={16} />} disabled={!group || !policy}>
          Add the rule
        </Button>
      </Group>
    </form>
  )
}
