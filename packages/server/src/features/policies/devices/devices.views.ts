import type { Device } from '@bailiwick/contracts'
import { recordedClients } from '@bailiwick/policy'
import type { PolicyInForce } from '../../standing/index.ts'
import { deviceSentence } from './device-words.ts'
import type { SeenDevice } from './seen-devices.store.ts'

/** Whether verdicts of this client version are recorded. */
export const isRecorded = (version: string): boolean => recordedClients.some((it) => it === version)

/** A device as the API shows it. */
export function toDevice(row: SeenDevice, would: PolicyInForce | null, now: Date): Device {
  return {
    id: row.id,
    person: row.person_id === null ? null : { id: row.person_id, name: row.person_name ?? '', email: row.person_email ?? '' },
    enrolment: row.enrolment_id === null ? null : { id: row.enrolment_id, name: row.enrolment_name ?? '' },
    accessToken: row.token_id === null ? null : { id: row.token_id, name: row.token_name ?? '' },
    surface: row.surface,
    clientVersion: row.client_version,
    clientRecorded: isRecorded(row.client_version),
    system: row.system,
    installationId: row.installation_id,
    state: row.state,
    sentence: deviceSentence(row, would, now),
    served: row.policy_id === null ? null : { id: row.policy_id, name: row.policy_name ?? '', version: row.policy_version },
    servedRevision: row.revision_number,
    wouldGet: would && { id: would.policyId, name: would.name, version: would.version },
    firstSeenAt: row.first_seen_at.toISOString(),
    servedAt: row.served_at?.toISOString() ?? null,
    usedAt: row.used_at?.toISOString() ?? null,
    fetches: row.fetches,
    calls: row.calls,
  }
}
