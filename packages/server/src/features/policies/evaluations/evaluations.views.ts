import { type Evaluation, policyVerdicts } from '@bailiwick/contracts'
import { z } from 'zod'
import type { Actor } from '../../../platform/actor.ts'
import type { Db } from '../../../platform/db/db.ts'
import { findGroupNames, groupNamed } from '../../identity/group-names/index.ts'
import { countPeople, type EvaluationRow, readCounts } from './evaluations.store.ts'

const Verdict = z.enum(policyVerdicts)
const Kind = z.enum(['sandbox', 'tool', 'command'])

/** Runs with their counts, names of groups, and what it comes to in a sentence. */
export async function toEvaluations(db: Db, actor: Actor, rows: EvaluationRow[], now: Date): Promise<Evaluation[]> {
  const ids = rows.map((it) => it.id)
  const groupIds = rows.flatMap((it) => it.group_ids)
  const [counts, people, groups] = [
    await readCounts(db, ids),
    await countPeople(db, ids),
    await findGroupNames(db, actor.workspaceId, groupIds),
  ]
  const peopleOf = new Map(people.map((it) => [it.evaluation_id, Number(it.people)]))
  return rows.map((row) => {
    const own = counts
      .filter((it) => it.evaluation_id === row.id)
      .map((it) => ({
        kind: Kind.parse(it.kind),
        key: it.key || null,
        inForce: Verdict.parse(it.verdict_now),
        inDraft: Verdict.parse(it.verdict_then),
        count: Number(it.count),
        people: Number(it.people),
        lastAt: it.last_at.toISOString(),
      }))
    const running = row.ended_at === null && row.ends_at > now
    const manages = actor.permissions.has('policy.manage')
    return {
      id: row.id,
      draftId: row.draft_id,
      title: row.title,
      groups: row.group_ids.map((id) => groupNamed(groups, id)),
      startedAt: row.started_at.toISOString(),
      startedBy:
        row.started_by === null
          ? null
          : { id: row.started_by, name: row.started_by_name ?? '', email: row.started_by_email ?? '' },
      endsAt: row.ends_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      running,
      calls: row.calls,
      people: peopleOf.get(row.id) ?? 0,
      counts: own,
      sentence: sentenceOf(row.calls, own),
      can: { end: running && manages, why: manages ? (running ? null : 'It has ended.') : 'Needs the permission policy.manage.' },
    }
  })
}

const stricter = { not_restricted: 0, allowed: 0, prompted: 1, denied: 2 } satisfies Record<z.infer<typeof Verdict>, number>

function sentenceOf(calls: number, counts: Evaluation['counts']): string {
  if (calls === 0) return 'No model call of these people has passed the gateway since it started.'
  const sum = (list: Evaluation['counts']) => list.reduce((total, it) => total + it.count, 0)
  const tighter = sum(counts.filter((it) => stricter[it.inDraft] > stricter[it.inForce]))
  const looser = sum(counts.filter((it) => stricter[it.inDraft] < stricter[it.inForce]))
  const seen = `${sum(counts)} things in ${calls} model ${calls === 1 ? 'call' : 'calls'}`
  if (tighter + looser === 0) return `Of ${seen}, the draft would have said the same to every one.`
  return `Of ${seen}, the draft would have stopped or asked about ${tighter} more, and let through ${looser} more.`
}
