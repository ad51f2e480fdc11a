import type { ColumnType, Generated } from 'kysely'

/** The tables of directories, as migrations leave them. */
export interface DirectoryTables {
  directory: {
    id: string
    workspace_id: string
    name: string
    preset: string
    created_by: string | null
    created_at: Date
    /** Disconnected: its tokens are revoked, and it owns nothing any more. */
    removed_at: Date | null
  }
  /** The last call that came with a valid token. */
  directory_call: {
    directory_id: string
    at: Date
    method: string
    path: string
    status: number
    user_agent: string
    key_id: string
  }
  /** A membership that a directory provisions, with what the directory says of its person. */
  directory_user: {
    workspace_id: string
    person_id: string
    directory_id: string
    user_name: string
    external_id: string | null
    /** Who they are here. */
    email: string
    /** Every address that the directory says, in lower case. */
    emails: string[]
    display_name: string
    /** What the directory says; a member may be deactivated by hand besides. */
    active: boolean
    /** Deactivated here because the directory said so, so that it brings them back too. */
    deactivated_by_directory: boolean
    /** The account was made for this directory, so its name and address follow the directory while it opens no other workspace. */
    made_person: boolean
    /** The attributes as the directory sent them, in the shape of RFC 7643 §4.1. */
    attributes: ColumnType<Record<string, unknown>, string, string>
    version: Generated<number>
    created_at: Date
    updated_at: Date
    deleted_at: Date | null
  }
  directory_group: {
    group_id: string
    directory_id: string
    external_id: string | null
    version: Generated<number>
    created_at: Date
    updated_at: Date
    /** When the directory took over a manual group of the same name. */
    taken_over_at: Date | null
  }
  directory_run: {
    id: string
    directory_id: string
    started_at: Date
    last_at: Date
    calls: number
    created: number
    updated: number
    deactivated: number
    reactivated: number
    groups: number
    members_added: number
    members_removed: number
    warnings: number
    errors: number
  }
  directory_problem: {
    id: string
    /** In the order in which they were written. */
    position: Generated<number>
    directory_id: string
    run_id: string
    at: Date
    severity: 'error' | 'warning'
    method: string
    path: string
    resource: string | null
    status: number
    reason: string
  }
}
