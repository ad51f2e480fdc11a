import type { Enrolment } from '@bailiwick/contracts'
import type { EnrolmentRow } from './enrolments.store.ts'

export const toEnrolment = (row: EnrolmentRow): Enrolment => ({
  id: row.id,
  name: row.name,
  group: row.group_id === null ? null : { id: row.group_id, name: row.group_name ?? '' },
  hint: row.hint,
  createdAt: row.created_at.toISOString(),
  createdBy:
    row.created_by === null ? null : { id: row.created_by, name: row.created_by_name ?? '', email: row.created_by_email ?? '' },
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
})
