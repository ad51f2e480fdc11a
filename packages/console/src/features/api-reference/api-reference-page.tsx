import { PageHeader } from '../../ui/page-header.tsx'

export function ApiReferencePage() {
  return <PageHeader title="API reference" />
}
