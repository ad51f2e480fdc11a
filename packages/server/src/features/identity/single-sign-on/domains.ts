import { Resolver } from 'node:dns/promises'
import type { Domain } from '@bailiwick/contracts'
import { type Selectable, sql } from 'kysely'
import type { Actor } from '../../../platform/actor.ts'
import { newToken } from '../../../platform/crypto/tokens.ts'
import { type Executor, type Tx, violates } from '../../../platform/db/db.ts'
import type { Database } from '../../../platform/db/schema.ts'
import type { DomainCheck } from '../../../platform/db/sso-schema.ts'
import { record } from '../../../platform/facts/index.ts'
import { Failure } from '../../../platform/failure.ts'
import { newId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/platform.ts'
import { lockWorkspace } from '../founding/index.ts'
import { isEnforced } from './is-enforced.ts'

type App = Pick<Platform, 'db' | 'clock' | 'config'>
type DomainRow = Selectable<Database['mail_domain']>

const recordPrefix = 'bailiwick-verification='

/** Mail domains of a workspace, by name. */
export const listDomains = (db: Executor, workspaceId: string): Promise<DomainRow[]> =>
  db.selectFrom('mail_domain').selectAll().where('workspace_id', '=', workspaceId).orderBy('name').execute()

async function getDomain(db: Executor, workspaceId: string, id: string): Promise<DomainRow> {
  const row = (await listDomains(db, workspaceId)).find((it) => it.id === id)
  if (!row) throw new Failure('domain.not_found')
  return row
}

/** A domain as the API shows it, with the record that proves it. */
export const toDomain = (row: DomainRow): Domain => ({
  id: row.id,
  name: row.name,
  verifiedAt: row.verified_at?.toISOString() ?? null,
  verifiedBy: row.verified_by,
  record: { type: 'TXT', host: row.name, value: `${recordPrefix}${row.token}` },
  lastCheck: row.last_check,
  createdAt: row.created_at.toISOString(),
})

/** Claims a domain; nothing follows from it before it is verified. Fails: domain.taken. */
export async function claimDomain(app: App, actor: Actor, name: string): Promise<DomainRow> {
  return app.db.transaction().execute(async (tx) => {
    const id = newId('domain')
    const row = {
      id,
      workspace_id: actor.workspaceId,
      name,
      token: newToken(''),
      verified_at: null,
      verified_by: null,
      last_check: null,
      created_at: app.clock.now(),
    }
    await tx.insertInto('mail_domain').values(row).execute().catch(taken('mail_domain_claim_key'))
    await record(tx, app.clock, actor, { kind: 'domain.claimed', subject: { type: 'domain', id, name } })
    return getDomain(tx, actor.workspaceId, id)
  })
}

const taken = (constraint: string) => (error: unknown) => {
  if (violates(error, constraint)) throw new Failure('domain.taken')
  throw error
}

/** Looks for the record now, and remembers what was found. Fails: domain.not_found, domain.taken. */
export async function checkDomain(app: App, actor: Actor, id: string): Promise<DomainRow> {
  const domain = await getDomain(app.db, actor.workspaceId, id)
  const check = await lookUp(app, domain.name)
  const proven = check.found.includes(`${recordPrefix}${domain.token}`)
  return app.db.transaction().execute(async (tx) => {
    await tx
      .updateTable('mail_domain')
      .set({ last_check: JSON.stringify(check) })
      .where('id', '=', id)
      .execute()
    if (proven && domain.verified_at === null) await verify(app, tx, actor, domain, 'dns')
    return getDomain(tx, actor.workspaceId, id)
  })
}

async function lookUp(app: App, name: string): Promise<DomainCheck> {
  const at = app.clock.now().toISOString()
  const resolver = new Resolver({ timeout: 3_000, tries: 1 })
  if (app.config.dnsServers) resolver.setServers(app.config.dnsServers)
  try {
    const records = (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    const found = records.filter((it) => it.startsWith(recordPrefix)).slice(0, 10)
    return { at, found, problem: found.length > 0 ? null : 'The domain has no such TXT record yet.' }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const absent = code === 'ENODATA' || code === 'ENOTFOUND'
    return {
      at,
      found: [],
      problem: absent ? 'The domain has no such TXT record yet.' : `The name service did not answer (${code}).`,
    }
  }
}

async function verify(app: App, tx: Tx, actor: Actor, { id, name }: DomainRow, by: 'dns' | 'operator'): Promise<void> {
  await tx
    .updateTable('mail_domain')
    .set({ verified_at: app.clock.now(), verified_by: by })
    .where('id', '=', id)
    .execute()
    .catch(taken('mail_domain_verified_key'))
  await record(tx, app.clock, actor, {
    kind: 'domain.verified',
    subject: { type: 'domain', id, name },
    detail: { by },
  })
}

/** The host vouches for a domain, for installations without a name service. Fails: domain.not_found, domain.taken. */
export async function confirmDomain(app: App, actor: Actor, name: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const domain = (await listDomains(tx, actor.workspaceId)).find((it) => it.name === name.toLowerCase())
    if (!domain) throw new Failure('domain.not_found', { detail: 'Claim it in the console first.' })
    if (domain.verified_at === null) await verify(app, tx, actor, domain, 'operator')
  })
}

/** Gives a domain up: from now on nobody with its addresses signs in through the providers of this workspace. Fails: domain.not_found. */
export async function removeDomain(app: App, actor: Actor, id: string): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, actor.workspaceId)
    const { name, verified_at } = await getDomain(tx, actor.workspaceId, id)
    await tx.deleteFrom('mail_domain').where('id', '=', id).execute()
    const left = (await listDomains(tx, actor.workspaceId)).some((it) => it.verified_at)
    if (!left && (await isEnforced(tx, actor.workspaceId))) {
      throw new Failure('single_sign_on.not_ready', { detail: 'It is the last verified domain, and single sign-on is enforced.' })
    }
    await endSessionsOfDomain(tx, actor.workspaceId, name, app.clock.now())
    await record(tx, app.clock, actor, {
      kind: 'domain.removed',
      subject: { type: 'domain', id, name },
      detail: { before: { verified: verified_at !== null } },
    })
  })
}

async function endSessionsOfDomain(tx: Tx, workspaceId: string, name: string, now: Date): Promise<void> {
  await tx
    .updateTable('session')
    .set({ ended_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('identity_provider_id', 'is not', null)
    .where('ended_at', 'is', null)
    .where('person_id', 'in', (eb) =>
      eb.selectFrom('person').select('id').where(sql<string>`lower(split_part(email, '@', 2))`, '=', name),
    )
    .execute()
}

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase()

/** Whether an address is in a verified domain of the workspace: the domain itself, not those below it. */
export async function isInVerifiedDomain(db: Executor, workspaceId: string, email: string): Promise<boolean> {
  const row = await db
    .selectFrom('mail_domain')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', domainOf(email))
    .where('verified_at', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}
