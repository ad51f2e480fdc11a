import { PageHeader } from '../../ui/page-header.tsx'

export function TurnsPage() {
  return <PageHeader title="Model turns" />
}
