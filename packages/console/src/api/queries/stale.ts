import type { QueryClient } from '@tanstack/react-query'

/** What shows what people get: stale as soon as a change of policy, rules, exception or rollout takes effect. */
const decided = ['policies', 'rules', 'lookup', 'groups', 'overview', 'drafts', 'rollouts', 'exceptions', 'held', 'devices']

/** Asks again whatever depends on who gets which policy. */
export async function policyChanged(client: QueryClient, workspaceId: string) {
  await Promise.all(decided.map((noun) => client.invalidateQueries({ queryKey: [noun, workspaceId] })))
}
