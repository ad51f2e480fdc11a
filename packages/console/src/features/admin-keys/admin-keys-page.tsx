import { PageHeader } from '../../ui/page-header.tsx'

export function AdminKeysPage() {
  return <PageHeader title="Admin keys" />
}
