import type { Group } from '@bailiwick/contracts'
import { Stack } from '@mantine/core'
import { Notice } from '../../ui/notice.tsx'
import { When } from '../../ui/time.tsx'
import { count } from '../../ui/words.ts'

/** Says of a provisioned group which directory owns it, what is locked for that reason, and what it took over (RB-07, RB-08). */
export function GroupSource({ group }: { group: Group }) {
  if (!group.directory) return null
  return (
    <Stack mb="lg" gap="sm">
      <Notice tone="info" title={`${group.directory.name} owns this group`}>
        Name and members come from the identity provider and are changed there; here they are locked. Policy rules and custom
        roles are given to it here.
      </Notice>
      {group.takeover ? (
        <Notice tone={group.takeover.carried > 0 ? 'warn' : 'info'} title="It was a manual group before">
          The directory took it over, because it has a group of the same name, <When at={group.takeover.at} />.{' '}
          {group.takeover.carried > 0
            ? `${count(group.takeover.carried, 'member')} from before ${group.takeover.carried === 1 ? 'is' : 'are'} still in it, although the directory has not named them.`
            : 'Everybody in it is named by the directory.'}
        </Notice>
      ) : null}
    </Stack>
  )
}
