import { accessRoutes } from '@bailiwick/contracts'
import { useQuery } from '@tanstack/react-query'
import { curlOf } from '../../api/curl.ts'
import { myAccessQuery } from '../../api/queries/access.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { CopyAsCall } from '../../ui/copy-as-call.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { AccessView } from './access-view.tsx'

/** What the person who asks may do here, and why. */
export function MyAccessPage() {
  const { id, name } = useWorkspace()
  const query = useQuery(myAccessQuery(id))
  const local = query.data?.permissions.find((it) => it.permission === 'codex.local')
  return (
    <>
      <PageHeader
        title="My access"
        answer={
          local
            ? `You ${local.allowed ? 'may' : 'may not'} use Codex locally in ${name}. ${local.because}`
            : `What you may do in ${name}, and why.`
        }
        actions={<CopyAsCall what="My access" command={curlOf(accessRoutes.mine, { params: { workspaceId: id } })} />}
      />
      <QueryView query={query} skeleton={<BlockSkeleton lines={8} height={24} />}>
        {(access) => <AccessView access={access} you />}
      </QueryView>
    </>
  )
}
