import { userInfo } from 'node:os'
import { join } from 'node:path'
import { rotateSigningKey } from '../features/codex/issuer/index.ts'
import { recoverOwner } from '../features/identity/members/index.ts'
import { clearAllowlist, resetFactorsOnHost } from '../features/identity/security/index.ts'
import { confirmDomain } from '../features/identity/single-sign-on/index.ts'
import { createWorkspace } from '../features/identity/workspaces/index.ts'
import { operatorActor } from '../platform/actor.ts'
import { migrate } from '../platform/db/migrate.ts'
import { hasDatabase, runningPostgresUrl, startEmbeddedPostgres } from '../platform/embedded-postgres/index.ts'
import { knownAddress } from './known-address.ts'
import { CannotStart, decideAddresses, type Options } from './options.ts'
import { type Started, startApp } from './start.ts'

const say = (...lines: string[]) => process.stdout.write(`${lines.join('\n')}\n`)

/** `migrate`: for installations whose roles run apart; replicas start after it. */
export async function migrateOnly(options: Options): Promise<void> {
  const { dataDir } = decideAddresses(options)
  const embedded = options.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), onProgress: say })
  try {
    const applied = await migrate(options.databaseUrl ?? embedded?.url ?? '')
    say(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'Nothing to do: the database is up to date.')
  } finally {
    await embedded?.stop()
  }
}

/** `owner-recover`: whoever has the host has the installation; it is loud, not secret. */
export async function ownerRecover(options: Options & { email: string; workspace?: string }): Promise<void> {
  await onTheHost(options, async ({ app }) => {
    const { url, workspaces } = await recoverOwner(app, { email: options.email, workspaceSlug: options.workspace })
    say(
      `${options.email} is an active owner of: ${workspaces.join(', ')}.`,
      'All their sessions were ended. Set a new password here (works once, for 24 hours):',
      `  ${url}`,
    )
    say('This is recorded in the audit log, and owners see it on their overview.')
  })
}

/** `workspace-create`: another workspace in this installation. */
export async function workspaceCreate(options: Options & { name: string; slug?: string; ownerEmail: string }): Promise<void> {
  await onTheHost(options, async ({ app }) => {
    const { workspaceId, slug, invitationUrl } = await createWorkspace(app, {
      name: options.name,
      slug: options.slug,
      ownerEmail: options.ownerEmail,
    })
    say(`Workspace ${options.name} (${slug}) has the id ${workspaceId}.`)
    say(`${options.ownerEmail} joins it as its owner here (works once, for 7 days):`, `  ${invitationUrl}`)
  })
}

/** `factors-reset`: for who lost every second factor, when nobody may reset them in the console. */
export async function factorsReset(options: Options & { email: string }): Promise<void> {
  await onTheHost(options, async ({ app }) => {
    await resetFactorsOnHost(app, options.email)
    say(
      `The second factors and recovery codes of ${options.email} are removed, and their sessions ended.`,
      'They sign in with their password alone now. This is recorded in the audit log.',
    )
  })
}

/** `ip-allowlist-clear`: for when a workspace's list of networks keeps everybody out. */
export async function ipAllowlistClear(options: Options & { workspace: string }): Promise<void> {
  await onTheHost(options, async ({ app }) => {
    const { workspace, before } = await clearAllowlist(app, options.workspace)
    say(
      before.length > 0 ? `These networks were on the list of ${workspace}: ${before.join(', ')}.` : `${workspace} had no list.`,
    )
    say('The console and admin keys may be used from everywhere again. This is recorded in the audit log.')
  })
}

/** `domain-confirm`: for installations without a name service that could show to whom a mail domain belongs. */
export async function domainConfirm(options: Options & { workspace: string; domain: string }): Promise<void> {
  await onTheHost(options, async ({ app }) => {
    const workspace = await app.db.selectFrom('workspace').select('id').where('slug', '=', options.workspace).executeTakeFirst()
    if (!workspace) throw new Error(`There is no workspace ${options.workspace}.`)
    await confirmDomain(app, operatorActor(workspace.id, userInfo().username), options.domain)
    say(`${options.domain} belongs to ${options.workspace} now. This is recorded in the audit log.`)
  })
}

/** `signing-key-rotate`: client tokens are signed with a new key from now on; those already out stay valid until they expire. */
export async function signingKeyRotate(options: Options): Promise<void> {
  await onTheHost(options, async ({ app }) => {
    await rotateSigningKey(app, (workspaceId) => operatorActor(workspaceId, userInfo().username))
    say('New tokens are signed with a new key; the old key is published until the last token that it signed has expired.')
  })
}

/** Works beside a running server on the same data folder, and without one. */
async function onTheHost(options: Options, work: (started: Started) => Promise<void>): Promise<void> {
  const { dataDir } = decideAddresses(options)
  const postgresDir = join(dataDir, 'postgres')
  if (!options.databaseUrl && !hasDatabase(postgresDir)) {
    throw new CannotStart(
      `There is no Bailiwick in ${dataDir}. Name the server's data folder with --data, or its database with --database-url.`,
    )
  }
  const databaseUrl = options.databaseUrl ?? runningPostgresUrl(postgresDir)
  const publicUrl = options.publicUrl ?? knownAddress(dataDir)
  const started = await startApp({ ...options, databaseUrl, publicUrl }, { migrateFirst: false, tell: () => undefined })
  try {
    await work(started)
  } finally {
    await started.close()
  }
}
