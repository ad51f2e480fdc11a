import { hash } from 'node:crypto'
import type { Memory } from '../../../platform/changes/changes.ts'
import type { Db } from '../../../platform/db/db.ts'
import type { Log } from '../../../platform/log.ts'
import type { MemberStanding } from '../../standing/index.ts'
import { loadEnrolments, touchEnrolments } from './enrolments.store.ts'

/** A live enrolment address. Whoever asks by it is decided for like an active member of its group and of no other. */
export interface EnrolmentStanding {
  id: string
  workspaceId: string
  somebody: MemberStanding
}

export interface Enrolments {
  /** The enrolment of an address's secret part; undefined for an unknown or revoked one. */
  find(token: string): EnrolmentStanding | undefined
  /** Notes a use; written once a minute, so that no fetch waits for it. */
  used(id: string, at: Date): void
}

const writeEveryMs = 60_000

/** Enrolment addresses in memory, by the hash of their secret: found by a lookup, never by comparing. */
export function openEnrolments(db: Db, log: Log): Enrolments & { memory: Memory; close(): Promise<void> } {
  const byHash = new Map<string, EnrolmentStanding>()
  const hashes = new Map<string, string>()
  const uses = new Map<string, Date>()

  function put(rows: Awaited<ReturnType<typeof loadEnrolments>>, ids?: string[]): void {
    for (const id of ids ?? [...hashes.keys()]) {
      byHash.delete(hashes.get(id) ?? '')
      hashes.delete(id)
    }
    for (const row of rows) {
      const key = row.token_hash.toString('base64')
      byHash.set(key, toStanding(row))
      hashes.set(row.id, key)
    }
  }

  async function write(): Promise<void> {
    const written = [...uses]
    uses.clear()
    await touchEnrolments(db, written)
  }
  const quietly = () =>
    write().catch((error: unknown) => log.warn({ err: error }, 'the uses of enrolment addresses could not be written'))
  const timer = setInterval(quietly, writeEveryMs)

  return {
    find: (token) => byHash.get(hash('sha256', token, 'base64')),
    used: (id, at) => void uses.set(id, at),
    async close() {
      clearInterval(timer)
      await quietly()
    },
    memory: {
      topics: ['enrolment'],
      async loadAll() {
        const rows = await loadEnrolments(db)
        return () => put(rows)
      },
      async apply(changes) {
        const ids = [...new Set(changes.map((it) => it.key))]
        const rows = await loadEnrolments(db, ids)
        return () => put(rows, ids)
      },
    },
  }
}

const toStanding = (row: { id: string; workspace_id: string; group_id: string | null }): EnrolmentStanding => ({
  id: row.id,
  workspaceId: row.workspace_id,
  somebody: {
    workspaceId: row.workspace_id,
    personId: row.id,
    name: '',
    email: '',
    role: 'member',
    status: 'active',
    kind: 'human',
    roleIds: [],
    groupIds: new Set(row.group_id === null ? [] : [row.group_id]),
    exceptions: [],
  },
})
