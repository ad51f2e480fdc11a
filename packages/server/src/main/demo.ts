import { administrationPermissions, permissionNames } from '@bailiwick/contracts'
import { acme, beta, type ScenarioPerson, type ScenarioWorkspace } from '@bailiwick/scenario'
import { createKey } from '../features/access/admin-keys/index.ts'
import { establishWorkspace, putOwner } from '../features/identity/founding/index.ts'
import { createGroup } from '../features/identity/groups/index.ts'
import { inviteInto, join } from '../features/identity/invitations/index.ts'
import { changeMember } from '../features/identity/members/index.ts'
import { insertPerson, type PersonRow, personActor } from '../features/identity/sessions/index.ts'
import { isSetUp } from '../features/identity/setup/index.ts'
import { createPolicy } from '../features/policies/documents/index.ts'
import { replaceRules } from '../features/policies/rules/index.ts'
import { type Actor, type Origin, operatorActor } from '../platform/actor.ts'
import { announce } from '../platform/changes/changes.ts'
import { hashPassword } from '../platform/crypto/passwords.ts'
import { isLoopback } from '../platform/http/index.ts'
import { newId } from '../platform/ids.ts'
import type { App } from './app.ts'
import { type DemoPerson, readDemoFile, writeDemoFile } from './demo-file.ts'
import { CannotStart } from './options.ts'

const here: Origin = { address: null, userAgent: null, requestId: null }

/**
 * Fills an empty installation with the company of `dev/scenario`, through the use cases, so the audit log tells of it, and writes
 * `<data>/demo.json`. A second start changes nothing. An installation that belongs to somebody is left alone: the demo's passwords
 * are published.
 */
export async function fillDemo(app: App): Promise<void> {
  const { publicUrl, dataDir, host } = app.config
  const before = readDemoFile(dataDir)
  if (await isSetUp(app)) {
    if (!before) {
      app.log.warn('--demo fills only an empty installation; this one is in use, so nothing was added')
    } else if (!before.adminKey) {
      throw new CannotStart(`The demo company was filled only in part. Delete ${dataDir} and start with --demo again.`)
    } else if (before.baseUrl !== publicUrl) {
      writeDemoFile(dataDir, { ...before, baseUrl: publicUrl })
    }
    return
  }
  // Behind a proxy the address that people use is another than the one that is listened on.
  if (!isLoopback(host) || !isLoopback(new URL(publicUrl).hostname))
    app.log.warn('the passwords of the demo company are published, and this address is not only for this machine')
  writeDemoFile(dataDir, { baseUrl: publicUrl })

  const filled = { acme: await fillWorkspace(app, acme), beta: await fillWorkspace(app, beta) }
  // A key holds what its maker holds: an owner administers everything, and what members use is switched by the settings.
  const scopes = [...administrationPermissions]
  const { secret } = await createKey(app, filled.acme.owner, { name: 'Demo', scopes, expiresInDays: null })
  await app.feed.catchUp()
  writeDemoFile(dataDir, {
    baseUrl: publicUrl,
    workspaceId: filled.acme.id,
    adminKey: secret,
    workspaces: [
      { id: filled.acme.id, slug: acme.slug, name: acme.name },
      { id: filled.beta.id, slug: beta.slug, name: beta.name },
    ],
    people: [...toPeople(acme), ...toPeople(beta)],
  })
}

async function fillWorkspace(app: App, workspace: ScenarioWorkspace): Promise<{ id: string; owner: Actor }> {
  const [first, ...others] = workspace.people
  if (first?.role !== 'owner') throw new Error(`the first person of ${workspace.slug} must be its owner`)
  const rows = await Promise.all(workspace.people.map((it) => toRow(app, it)))
  const rowOf = (person: ScenarioPerson): PersonRow => {
    const row = rows.find((it) => it.email === person.email)
    if (!row) throw new Error(`no row was made for ${person.email}`)
    return row
  }
  const { id, owner } = await found(app, workspace, rowOf(first))

  const groupIds = new Map<string, string>()
  for (const group of workspace.groups) groupIds.set(group.name, (await createGroup(app, owner, group)).id)
  for (const person of others) {
    const row = rowOf(person)
    const groups = person.groups.flatMap((name) => groupIds.get(name) ?? [])
    await addPerson(app, owner, row, { email: person.email, role: person.role, groupIds: groups })
    if (person.deactivated) await changeMember(app, owner, row.id, { status: 'deactivated' })
  }
  await app.feed.catchUp()
  await writePolicies(app, owner, workspace, groupIds)
  return { id, owner }
}

const toRow = async (app: App, person: ScenarioPerson): Promise<PersonRow> => ({
  kind: 'human',
  id: newId('person'),
  email: person.email,
  name: person.name,
  password_hash: await hashPassword(person.password),
  created_at: app.clock.now(),
})

/** Makes the workspace and its owner, who acts from then on. */
async function found(app: App, workspace: ScenarioWorkspace, person: PersonRow): Promise<{ id: string; owner: Actor }> {
  return app.db.transaction().execute(async (tx) => {
    const actorIn = (workspaceId: string) => operatorActor(workspaceId, 'Demo company')
    const { id } = await establishWorkspace(tx, app.clock, actorIn, { name: workspace.name, slug: workspace.slug })
    await insertPerson(tx, person)
    await putOwner(tx, id, person.id, app.clock.now())
    await announce(tx, 'member', id, person.id)
    return { id, owner: { ...personActor(person, id, here), permissions: new Set(permissionNames) } }
  })
}

/** Invites a person and lets them in at once; their password is known already. */
async function addPerson(app: App, owner: Actor, person: PersonRow, input: Parameters<typeof inviteInto>[3]): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    const { invitation } = await inviteInto(tx, app, owner, input)
    await insertPerson(tx, person)
    const accepted = { id: invitation.id, workspace_id: owner.workspaceId, role: input.role, group_ids: input.groupIds }
    await join(tx, app, here, person, accepted)
  })
}

async function writePolicies(app: App, owner: Actor, workspace: ScenarioWorkspace, groupIds: Map<string, string>): Promise<void> {
  if (workspace.policies.length === 0) return
  const policyIds = new Map<string, string>()
  for (const policy of workspace.policies) {
    const { id } = await createPolicy(app, owner, { ...policy, defaults: '' })
    policyIds.set(policy.name, id)
  }
  await replaceRules(app, owner, {
    expectedRevision: null,
    rules: workspace.rules.map((it) => ({ groupId: groupIds.get(it.group) ?? '', policyId: policyIds.get(it.policy) ?? '' })),
    defaultPolicyId: policyIds.get(workspace.defaultPolicy ?? '') ?? null,
    note: 'The policies of the demo company',
  })
}

const toPeople = ({ slug, people }: ScenarioWorkspace): DemoPerson[] =>
  people.map(({ name, email, password, role, groups, deactivated }) => ({
    workspace: slug,
    name,
    email,
    password,
    role,
    groups,
    status: deactivated ? 'deactivated' : 'active',
  }))
