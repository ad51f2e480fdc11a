import type { Plan } from './plan.ts'

/** What changed between two revisions, in a few words: `Rules added and reordered, default set`. */
export function causeOf({ inForce: before, ...after }: Plan): string {
  const [was, is] = [before?.rules ?? [], after.rules]
  const wasIds = new Set(was.map((it) => it.id))
  const isIds = new Set(is.map((it) => it.id))
  const stayed = was.filter((it) => isIds.has(it.id))
  const stay = is.filter((it) => wasIds.has(it.id))
  const policyBefore = new Map(was.map((it) => [it.id, it.policyId]))
  const done = [
    is.length > stay.length && 'added',
    was.length > stayed.length && 'removed',
    stayed.some((it, index) => it.id !== stay[index]?.id) && 'reordered',
    stay.some((it) => it.policyId !== policyBefore.get(it.id)) && 'given another policy',
  ].filter((it) => it !== false)
  const byDefault = defaultChange(before?.default_policy_version_id ?? null, after.defaultPolicyVersionId)
  const words = [...(done.length > 0 ? [`rules ${done.join(' and ')}`] : []), ...(byDefault ? [byDefault] : [])]
  const text = words.join(', ') || 'put in force again'
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`
}

function defaultChange(before: string | null, after: string | null): string | null {
  if (before === after) return null
  if (before === null) return 'default set'
  return after === null ? 'default taken away' : 'default changed'
}
