import type { CohortSight, DraftContents, PolicyTest, Stage } from '@bailiwick/contracts'
import type { ColumnType, Generated } from 'kysely'
import type { Json, ObservedCandidate, Time } from './schema.ts'

/** The tables of the life of a policy: drafts, approvals, rollouts, exceptions, the brake, devices, enrolments, observe-only runs. */
export interface LifecycleTables {
  policy_control: {
    workspace_id: string
    approvals: number
    approver_role: 'owner' | 'any'
    brake_enabled: boolean
    brake_share_percent: number
    brake_minimum_members: number
    recent_policy_minutes: number | null
    halt_silent_percent: number
  }
  policy_draft: {
    id: string
    workspace_id: string
    title: string
    reason: string
    state: 'open' | 'submitted' | 'scheduled' | 'staged' | 'published' | 'discarded'
    edit: number
    base_revision: number | null
    base: Json<DraftBase>
    contents: Json<DraftContents>
    publish_at: Time | null
    stages: ColumnType<Stage[] | null, string | null, string | null>
    published_revision: number | null
    /** Whether a folder of a repository made it. */
    from_code: Generated<boolean>
    /** The revision that it was begun from; its versions are taken again where the texts are theirs. */
    restores: number | null
    /** Who scheduled it, and may have lost the right when the time comes. */
    publish_as: ColumnType<ScheduledBy | null, string | null, string | null>
    /** The edit that somebody released from the brake. */
    released_edit: number | null
    /** Why the time it was scheduled for passed without it, until somebody acts on the draft. */
    not_published_because: string | null
    created_by: string | null
    created_at: Time
    updated_by: string | null
    updated_at: Time
  }
  policy_draft_author: { draft_id: string; person_id: string }
  policy_draft_approval: {
    draft_id: string
    person_id: string
    edit: number
    decision: 'approved' | 'rejected'
    note: string
    at: Time
  }
  policy_rollout: {
    id: string
    workspace_id: string
    draft_id: string
    revision_id: string
    previous_revision_id: string | null
    stages: Json<Stage[]>
    stage: number
    state: 'running' | 'halted' | 'completed' | 'rolled_back'
    halted_because: string | null
    started_by: string | null
    started_at: Time
    stage_started_at: Time
    ended_at: Time | null
    /** What was seen of both sides when it ended. */
    last_sight: ColumnType<{ onNew: CohortSight; onOld: CohortSight } | null, string | null, string | null>
  }
  policy_exception: {
    id: string
    workspace_id: string
    person_id: string
    policy_id: string
    reason: string
    until: Time
    state: 'requested' | 'granted' | 'refused' | 'withdrawn' | 'revoked'
    requested_by: string | null
    requested_at: Time
    decided_by: string | null
    decided_at: Time | null
    decision_note: string
  }
  held_change: {
    id: string
    workspace_id: string
    /** Which operation; `input` is its own. */
    kind: string
    input: Json<unknown>
    what: string
    because: string
    moved: number
    emptied: string[]
    actor_kind: string
    actor_id: string | null
    actor_name: string
    person_id: string | null
    at: Time
    state: 'held' | 'released' | 'dismissed'
    decided_by: string | null
    decided_at: Time | null
    note: string
  }
  /** Who got another policy lately, or (with a group) left the group of a rule, by changes of members that nothing held. */
  recent_move: { workspace_id: string; person_id: string; group_id: string | null; at: Time }
  enrolment: {
    id: string
    workspace_id: string
    name: string
    group_id: string | null
    token_hash: Buffer
    hint: string
    created_by: string | null
    created_at: Time
    last_used_at: Time | null
    revoked_at: Time | null
  }
  /** A sign-in (or an enrolment) with one surface of the client: what it was served, and what came after. */
  device: {
    id: string
    workspace_id: string
    person_id: string | null
    grant_id: string | null
    enrolment_id: string | null
    surface: string
    client_version: string
    system: string
    installation_id: string | null
    policy_version_id: string | null
    revision_number: number | null
    bundle_sha256: string | null
    rollout_id: string | null
    /** Which side of that rollout it was served. */
    on_new: boolean | null
    /** It fetches from the config server under a person's name; its model calls come by another sign-in of theirs. */
    config_server: boolean
    first_seen_at: Time
    seen_at: Time
    served_at: Time | null
    /** When it was first served the version that it was served last. */
    policy_since: Time | null
    used_at: Time | null
    fetches: number
    calls: number
    /** Calls since it was served last. */
    calls_since: number
  }
  policy_evaluation: {
    id: string
    workspace_id: string
    draft_id: string
    title: string
    candidate: Json<ObservedCandidate>
    group_ids: string[]
    started_by: string | null
    started_at: Time
    ends_at: Time
    ended_at: Time | null
    calls: Generated<number>
  }
  policy_evaluation_count: {
    evaluation_id: string
    person_id: string
    kind: string
    key: string
    verdict_now: string
    verdict_then: string
    count: number
    last_at: Time
  }
}

export interface ScheduledBy {
  kind: 'person' | 'admin_key' | 'operator' | 'client' | 'system'
  id: string | null
  name: string
  personId: string | null
}

/** What a draft was made on: the version of each policy, and the list, at that moment. */
export interface DraftBase {
  /** Version id of every policy that existed, by policy id. */
  versions: Record<string, string>
  rules: { groupId: string; policyId: string }[]
  defaultPolicyId: string | null
  tests: PolicyTest[]
}
