import { useQuery } from '@tanstack/react-query'
import { accessOfQuery } from '../../api/queries/access.ts'
import { useWorkspace } from '../../shell/workspace.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { BlockSkeleton } from '../../ui/skeletons.tsx'
import { AccessView } from './access-view.tsx'

/** Everything that somebody may, on their own page. */
export function AccessTab({ personId }: { personId: string }) {
  const { id } = useWorkspace()
  const query = useQuery(accessOfQuery(id, personId))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton lines={8} height={24} />}>
      {(access) => <AccessView access={access} />}
    </QueryView>
  )
}
