import type { Member, SignedInClient } from '@bailiwick/contracts'
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { memberClientsQuery, useSignOutMemberClient } from '../../api/queries/members.ts'
import { ClientsTable } from '../../shell/clients-table.tsx'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { sayDone } from '../../ui/notify.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { Section } from '../../ui/section.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'

/** The member's signed-in Codex clients, each with a way to sign it out. */
export function MemberClients({ member }: { member: Member }) {
  const { id, can } = useWorkspace()
  const query = useQuery(memberClientsQuery(id, member.id))
  const signOut = useSignOutMemberClient(id, member.id)
  const [leaving, setLeaving] = useState<SignedInClient | null>(null)
  return (
    <Section title="Codex clients">
      <QueryView query={query} skeleton={<TableSkeleton rows={2} />}>
        {(clients) =>
          clients.length === 0 ? (
            <Text size="sm" c="dimmed">
              No Codex client is signed in as {member.name}.
            </Text>
          ) : (
            <ClientsTable
              clients={clients}
              act={
                can('member.manage')
                  ? (client) => (
                      <Button size="compact-sm" variant="default" onClick={() => setLeaving(client)}>
                        Sign out
                      </Button>
                    )
                  : undefined
              }
            />
          )
        }
      </QueryView>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title="Sign out this client?"
        act="Sign it out"
        danger
        onConfirm={async () => {
          if (leaving) await signOut.mutateAsync(leaving.id)
          sayDone('The client is signed out')
        }}
      >
        The client at {leaving?.address} cannot call models any more, and {member.name} has to sign in there again. A turn that is
        running may still end.
      </ConfirmDialog>
    </Section>
  )
}
