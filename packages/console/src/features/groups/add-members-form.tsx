import type { Group as GroupShape } from '@bailiwick/contracts'
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useId, useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { useAddGroupMembers } from '../../api/queries/groups.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sayDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { count, sayList } from '../../ui/words.ts'
import { readEmails } from './pasted-emails.ts'

/** Adds members by pasted e-mail addresses. One unknown address refuses all, so nothing is half-done. */
export function AddMembersForm({ group }: { group: GroupShape }) {
  const { id } = useWorkspace()
  const add = useAddGroupMembers(id, group.id)
  const [text, setText] = useState('')
  const statusId = useId()
  const emails = readEmails(text)
  const places = add.error instanceof ApiProblem ? add.error.problems : []
  const submit = async () => {
    const { added, already } = await add.mutateAsync(emails)
    setText('')
    sayDone(`${count(added, 'member')} added${already > 0 ? `, ${already} in the group already` : ''}`)
  }
  return (
    <Section
      title="Add members"
      description={
        group.roles.length > 0
          ? `Whoever is added gets ${sayList(group.roles.map((it) => it.name))}, and with a first custom role the default role ends for them.`
          : undefined
      }
      framed
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit().catch(() => undefined) // the refusal is shown below
        }}
      >
        <Stack gap="sm" maw={620}>
          <Textarea
            label="E-mail addresses"
            description="Paste any number, in lines or with commas. They must be members of this workspace."
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              add.reset()
            }}
            maxRows={10}
            error={places.length > 0 ? places.map((it) => `${nameOf(it.place, emails)}${it.message}`).join('; ') : undefined}
            aria-describedby={statusId}
          />
          {add.error && places.length === 0 ? <ErrorState error={add.error} /> : null}
          {emails.length > 1000 ? <Notice tone="warn">At most 1,000 addresses can be added at once.</Notice> : null}
          <Group gap="sm">
            <Button type="submit" loading={add.isPending} disabled={emails.length === 0 || emails.length > 1000}>
              Add to the group
            </Button>
            <Text size="sm" c="dimmed" id={statusId} role="status" className="bw-numbers">
              {text.trim() === '' ? '' : `${count(emails.length, 'address', 'addresses')} found`}
            </Text>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

/** `body.emails.3` as the address that stands there. */
function nameOf(place: string, emails: string[]): string {
  const at = /^body\.emails\.(\d+)$/.exec(place)?.[1]
  const email = at === undefined ? undefined : emails[Number(at)]
  return email ? `${email}: ` : ''
}
