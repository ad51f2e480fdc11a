import { PageHeader } from '../../ui/page-header.tsx'

export function GroupsPage() {
  return <PageHeader title="Groups" />
}
