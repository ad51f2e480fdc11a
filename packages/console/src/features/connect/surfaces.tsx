import type { Connect } from '@bailiwick/contracts'
import { DataTable } from '../../ui/data-table.tsx'
import { Status } from '../../ui/status.tsx'

const states = {
  proven: <Status tone="good">Proven</Status>,
  partly: <Status tone="warn">Partly</Status>,
  not_proven: <Status tone="quiet">Not proven</Status>,
}

/** Which Codex surfaces are known to be held, and which are not. */
export function Surfaces({ surfaces }: { surfaces: Connect['surfaces'] }) {
  return (
    <DataTable
      label="Codex surfaces"
      columns={[
        { key: 'name', title: 'Surface', width: '14rem', cell: (it) => it.name },
        { key: 'state', title: 'State', width: '8rem', cell: (it) => states[it.state] },
        { key: 'says', title: 'What that means', cell: (it) => it.says },
      ]}
      rows={surfaces}
      rowKey={(it) => it.name}
    />
  )
}
