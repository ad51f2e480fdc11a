import { PageHeader } from '../../ui/page-header.tsx'

export function FactDrawer() {
  return <PageHeader title="Fact" />
}
