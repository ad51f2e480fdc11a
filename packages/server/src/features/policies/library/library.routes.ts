import { policyRoutes } from '@bailiwick/contracts'
import { policyTemplates, recordedClients } from '@bailiwick/policy'
import type { Actor } from '../../../platform/actor.ts'
import { Failure } from '../../../platform/failure.ts'
import { bind, readCursor, toPage } from '../../../platform/http/index.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Standing } from '../../standing/index.ts'
import * as documents from '../documents/index.ts'
import { readInForce, readNumberCursor } from '../revisions/index.ts'
import { toDocument, toPolicy, toVersion } from './library.views.ts'
import { savePolicy } from './save-policy.ts'

type App = Platform & { standing: Standing }

/** Policies as people see, write and use them. */
export const library = bind<App, typeof policyRoutes>(policyRoutes, {
  list: async ({ app, actor, query }) => {
    const rows = await documents.listPolicies(app.db, actor.workspaceId, { ...query, after: readCursor(query.cursor, 2) })
    const inForce = await readInForce(app.db, app.standing, actor.workspaceId)
    const checkOf = await documents.checksOfVersions(app, rows)
    return toPage(
      rows,
      query.limit,
      (it) => [it.sort, it.id],
      (it) => toPolicy(actor, it, inForce, checkOf(it)),
    )
  },
  get: async ({ app, actor, params }) => view(app, actor, await documents.getPolicy(app.db, actor.workspaceId, params.policyId)),
  create: async ({ app, actor, body }) => view(app, actor, await documents.createPolicy(app, actor, body)),
  describe: async ({ app, actor, params, body }) =>
    view(app, actor, await documents.describePolicy(app, actor, params.policyId, body)),
  save: async ({ app, actor, params, body }) => view(app, actor, await savePolicy(app, actor, params.policyId, body)),
  remove: async ({ app, actor, params }) => {
    await documents.removePolicy(app, actor, params.policyId)
    return undefined
  },
  versions: async ({ app, actor, params, query }) => {
    await documents.requirePolicyEver(app.db, actor.workspaceId, params.policyId)
    const before = readNumberCursor(query.cursor)
    const rows = await documents.listVersions(app.db, params.policyId, { ...query, before })
    return toPage(rows, query.limit, (it) => [String(it.number)], toVersion)
  },
  version: async ({ app, actor, params }) => {
    await documents.requirePolicyEver(app.db, actor.workspaceId, params.policyId)
    const row = await documents.getVersion(app.db, params.policyId, readNumber(params.number))
    return { ...toVersion(row), contents: row.contents, defaults: row.defaults }
  },
  check: async ({ app, body }) => {
    const { contents, defaults } = documents.readTextsOf(body)
    const draft = documents.asDraft(contents, defaults)
    const { publicUrl } = app.config
    return {
      ...documents.checkServed(publicUrl, draft),
      clients: recordedClients.map((version) => ({ version, verdict: documents.checkServed(publicUrl, draft, version).verdict })),
    }
  },
  templates: async ({ app }) =>
    policyTemplates.map(({ asPublished, ...it }) => ({
      ...it,
      asPublished:
        asPublished === undefined
          ? null
          : { contents: asPublished, check: documents.checkServed(app.config.publicUrl, documents.asDraft(asPublished)) },
    })),
})

async function view(app: App, actor: Actor, row: documents.PolicyRow) {
  const texts = await documents.textsOf(app.db, row.version.id)
  const inForce = await readInForce(app.db, app.standing, actor.workspaceId)
  return toDocument(actor, row, inForce, texts, documents.checkOfVersion(app.config.publicUrl, servedAs(row, texts)))
}

const servedAs = ({ name, version }: documents.PolicyRow, texts: documents.Texts) => ({
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
