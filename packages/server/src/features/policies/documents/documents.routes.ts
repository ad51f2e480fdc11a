import { policyRoutes } from '@bailiwick/contracts'
import { policyTemplates, recordedClients } from '@bailiwick/policy'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { bind, readCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import { readInForce, readNumberCursor } from '../revisions/index.ts'
import { asDraft, checkServed } from './check-served.ts'
import { readDocument } from './document-text.ts'
import * as store from './documents.store.ts'
import { createPolicy, describePolicy, removePolicy } from './documents.ts'
import { toDocument, toPolicy, toVersion } from './documents.views.ts'
import { checkOfVersion, checksOfVersions } from './known-checks.ts'
import { savePolicy } from './save-policy.ts'

type App = Platform & { standing: Standing }

export const documents = bind<App, typeof policyRoutes>(policyRoutes, {
  list: async ({ app, actor, query }) => {
    const rows = await store.listPolicies(app.db, actor.workspaceId, { ...query, after: readCursor(query.cursor, 2) })
    const inForce = await readInForce(app.db, app.standing, actor.workspaceId)
    const checkOf = await checksOfVersions(app, rows)
    return toPage(
      rows,
      query.limit,
      (it) => [it.sort, it.id],
      (it) => toPolicy(actor, it, inForce, checkOf(it)),
    )
  },
  get: async ({ app, actor, params }) => view(app, actor, await store.getPolicy(app.db, actor.workspaceId, params.policyId)),
  create: async ({ app, actor, body }) => view(app, actor, await createPolicy(app, actor, body)),
  describe: async ({ app, actor, params, body }) => view(app, actor, await describePolicy(app, actor, params.policyId, body)),
  save: async ({ app, actor, params, body }) => view(app, actor, await savePolicy(app, actor, params.policyId, body)),
  remove: async ({ app, actor, params }) => {
    await removePolicy(app, actor, params.policyId)
    return undefined
  },
  versions: async ({ app, actor, params, query }) => {
    await store.requirePolicyEver(app.db, actor.workspaceId, params.policyId)
    const before = readNumberCursor(query.cursor)
    const rows = await store.listVersions(app.db, params.policyId, { ...query, before })
    return toPage(rows, query.limit, (it) => [String(it.number)], toVersion)
  },
  version: async ({ app, actor, params }) => {
    await store.requirePolicyEver(app.db, actor.workspaceId, params.policyId)
    const row = await store.getVersion(app.db, params.policyId, readNumber(params.number))
    return { ...toVersion(row), contents: row.contents }
  },
  check: async ({ app, body }) => {
    const draft = asDraft(readDocument(body.contents).contents)
    const { publicUrl } = app.config
    return {
      ...checkServed(publicUrl, draft),
      clients: recordedClients.map((version) => ({ version, verdict: checkServed(publicUrl, draft, version).verdict })),
    }
  },
  templates: async ({ app }) =>
    policyTemplates.map(({ asPublished, ...it }) => ({
      ...it,
      asPublished:
        asPublished === undefined
          ? null
          : { contents: asPublished, check: checkServed(app.config.publicUrl, asDraft(asPublished)) },
    })),
})

async function view(app: App, actor: Actor, row: store.PolicyRow) {
  const texts = await store.textsOf(app.db, row.version.id)
  const inForce = await readInForce(app.db, app.standing, actor.workspaceId)
  return toDocument(actor, row, inForce, texts.contents, checkOfVersion(app.config.publicUrl, servedAs(row, texts)))
}

const servedAs = ({ name, version }: store.PolicyRow, texts: store.Texts) => ({
  versionId: version.id,
  name,
  version: version.number,
  ...texts,
})

/** Throws missing for what is no version number. */
function readNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure('policy.not_found', { detail: `“${text.slice(0, 40)}” is no version number.` })
  return Number(text)
}
