import { clientRoutes, type SignedInClient } from '@bailiwick/contracts'
import { Button } from '@mantine/core'
import { IconDeviceLaptop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { curlOf } from '../../api/curl.ts'
import { myClientsQuery, useSignOutMyClient } from '../../api/queries/clients.ts'
import { ClientsTable } from '../../shell/clients-table.tsx'
import { useWorkspace } from '../../shell/workspace.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { sayDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TableSkeleton } from '../../ui/skeletons.tsx'
import { count } from '../../ui/words.ts'

/** Where Codex is signed in as the person, each with a way to end it. */
export function MyClientsPage() {
  const { id, at, name } = useWorkspace()
  const query = useQuery(myClientsQuery(id))
  const signOut = useSignOutMyClient(id)
  const [leaving, setLeaving] = useState<SignedInClient | null>(null)
  return (
    <>
      <PageHeader
        title="My Codex clients"
        answer={
          query.data
            ? query.data.length === 0
              ? `Codex is signed in nowhere as you in ${name}.`
              : `Codex is signed in as you in ${name} at ${count(query.data.length, 'place')}.`
            : 'Where Codex is signed in as you.'
        }
        actions={<CopyAsCall what="My clients" command={curlOf(clientRoutes.mine, { params: { workspaceId: id } })} />}
      />
      <QueryView query={query} skeleton={<TableSkeleton rows={2} />}>
        {(clients) =>
          clients.length === 0 ? (
            <EmptyState
              icon={<IconDeviceLaptop size={28} stroke={1.5} />}
              title="No client is signed in"
              action={<LinkButton to={at.connect()}>Connect Codex</LinkButton>}
            >
              Each machine on which you sign Codex in appears here, with the address it came from, and can be signed out from
              here.
            </EmptyState>
          ) : (
            <ClientsTable
              clients={clients}
              act={(client) => (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setLeaving(client)}
                  aria-label={`Sign out the client at ${client.address}`}
                >
                  Sign out
                </Button>
              )}
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
        The client at {leaving?.address} cannot call models any more and you have to sign in there again. A turn that is running
        may still end.
      </ConfirmDialog>
    </>
  )
}
