import type { SignedInClient } from '@bailiwick/contracts'
import type { ReactNode } from 'react'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { When } from '../ui/time.tsx'

/** Signed-in Codex clients. `act` gives a row its button. */
export function ClientsTable({
  clients,
  act,
}: {
  clients: SignedInClient[]
  act?: ((client: SignedInClient) => ReactNode) | undefined
}) {
  const columns: Column<SignedInClient>[] = [
    { key: 'agent', title: 'Client', cell: (it) => it.userAgent || it.clientId },
    { key: 'how', title: 'Signed in by', cell: (it) => (it.surface === 'device_code' ? 'Device code' : 'Browser') },
    { key: 'address', title: 'Address', cell: (it) => <code>{it.address}</code> },
    { key: 'at', title: 'Signed in', cell: (it) => <When at={it.signedInAt} /> },
    { key: 'used', title: 'Last used', cell: (it) => (it.lastUsedAt ? <When at={it.lastUsedAt} /> : 'Not yet') },
  ]
  if (act) columns.push({ key: 'act', title: 'Action', quietTitle: true, align: 'end', cell: act })
  return <DataTable label="Codex clients" columns={columns} rows={clients} rowKey={(it) => it.id} />
}
