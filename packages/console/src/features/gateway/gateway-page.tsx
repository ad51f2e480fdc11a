import { PageHeader } from '../../ui/page-header.tsx'

export function GatewayPage() {
  return <PageHeader title="Model gateway" />
}
