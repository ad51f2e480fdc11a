import type { Shot } from './pages.ts'
import type { PolicyLife } from './policy-life.ts'

/** The pages about how policies change and whether they arrived. */
export function policyPages({ draft, rollout }: PolicyLife): Shot[] {
  const acme = '/w/acme'
  const one = `${acme}/policies/drafts/${draft}`
  return [
    { name: 'drafts', says: 'What is being prepared, by whom, and where it stands.', at: `${acme}/policies/drafts` },
    { name: 'draft-documents', says: 'A draft edits documents without touching what is in force.', at: one },
    { name: 'draft-tests', says: 'Tests stand beside the rules and say why they hold or not.', at: `${one}?tab=tests` },
    {
      name: 'draft-review',
      says: 'One page answers whether a change may go out and what it does to whom.',
      at: `${one}?tab=review`,
    },
    { name: 'draft-review-dark', at: `${one}?tab=review`, dark: true },
    { name: 'draft-publish', says: 'Now, at a time, or in stages, with whom each stage reaches.', at: `${one}?tab=publish` },
    {
      name: 'rollout',
      says: 'A staged rollout: both sides, what was seen of them, and the next step.',
      at: `${acme}/policies/rollouts/${rollout}`,
    },
    {
      name: 'held-changes',
      says: 'The brake holds what moves too many people at once.',
      at: `${acme}/policies/held-changes`,
    },
    { name: 'devices', says: 'Did the policy arrive: served, used after, behind or silent.', at: `${acme}/devices` },
    { name: 'devices-dark', at: `${acme}/devices`, dark: true },
    { name: 'exceptions', says: 'Another policy for somebody until a time, asked for and granted.', at: `${acme}/exceptions` },
    { name: 'my-devices', says: 'The devices of the person who asks.', at: `${acme}/me/devices`, as: 'dan' },
  ]
}
