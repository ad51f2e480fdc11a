import {
  type auditRoutes,
  canonicalJson,
  type ExportHeader,
  type ExportLine,
  evidenceFormat,
  type QueryOf,
} from '@bailiwick/contracts'
import type { Actor } from '../../platform/actor.ts'
import { type ChainedFact, chainFacts, genesis, headOfFact, record, walkChain } from '../../platform/facts/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { csvHeading, csvLine } from './csv.ts'
import { findRange, hashesAt } from './export.store.ts'

type Asked = QueryOf<(typeof auditRoutes)['export']>

/**
 * An export of facts in the order of the chain: JSON lines that prove themselves (docs/evidence.md), or CSV to read. It is a fact before
 * its first line leaves. What comes is read page by page as fast as it is taken, so its length costs no memory.
 */
export async function startExport(
  app: Pick<Platform, 'db' | 'clock'>,
  actor: Actor,
  asked: Asked,
): Promise<{ filename: string; parts: AsyncIterable<string> }> {
  while ((await chainFacts(app.db)) > 0); // what happened a moment ago is in it
  const { from, to } = await findRange(app.db, actor.workspaceId, asked)
  const count = Math.max(0, to - from + 1)
  const hashes = await hashesAt(app.db, actor.workspaceId, [from - 1, to])
  const hashAt = (position: number) => (hashes.get(position) ?? genesis).toString('hex')
  const header: ExportHeader = {
    bailiwick: 'facts',
    count,
    format: evidenceFormat,
    from,
    head: hashAt(to),
    previous: hashAt(from - 1),
    to,
    workspace_id: actor.workspaceId,
  }
  await app.db.transaction().execute((tx) =>
    record(tx, app.clock, actor, {
      kind: 'audit.exported',
      subject: { type: 'workspace', id: actor.workspaceId, name: 'Audit log' },
      detail: { format: asked.format, from, to, count, head: header.head },
    }),
  )
  const facts = count > 0 ? walkChain(app.db, actor.workspaceId, from, to) : []
  return {
    filename: `audit-${from}-${to}.${asked.format}`,
    parts: asked.format === 'csv' ? csvOf(facts) : linesOf(header, facts),
  }
}

async function* linesOf(header: ExportHeader, pages: AsyncIterable<ChainedFact[]> | ChainedFact[][]): AsyncGenerator<string> {
  let previous = header.previous
  yield `${canonicalJson(header)}\n`
  for await (const page of pages) {
    const lines = page.map((fact) => {
      const line = lineOf(fact, previous)
      previous = line.hash
      return `${canonicalJson(line)}\n`
    })
    yield lines.join('')
  }
}

/** What the tables hold, as they hold it: an export repairs nothing. */
function lineOf(fact: ChainedFact, previous: string): ExportLine {
  return {
    fact: headOfFact(fact),
    hash: fact.hash.toString('hex'),
    payload: fact.payload && { ...fact.payload },
    position: fact.position,
    previous,
    salt: fact.salt?.toString('hex') ?? null,
  }
}

async function* csvOf(pages: AsyncIterable<ChainedFact[]> | ChainedFact[][]): AsyncGenerator<string> {
  yield csvHeading
  for await (const page of pages) yield page.map(csvLine).join('')
}
