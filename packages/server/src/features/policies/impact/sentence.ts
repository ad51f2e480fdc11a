import type { Impact } from '@bailiwick/contracts'

/** What a change means, in one or two sentences. */
export function sentenceOf(it: Pick<Impact, 'members' | 'moved' | 'tightened' | 'loosened' | 'emptied'>): string {
  const said = [moves(it), feels(it), empties(it)]
  return said.filter((text) => text !== null).join(' ')
}

function moves({ moved, members }: Pick<Impact, 'members' | 'moved'>): string {
  if (moved === 0) return 'Nobody gets another policy.'
  const of =
    members === 1 ? 'The one active member gets' : `${moved} of ${members} active members ${moved === 1 ? 'gets' : 'get'}`
  return `${of} another policy or another text of it.`
}

function feels({ moved, tightened, loosened }: Pick<Impact, 'moved' | 'tightened' | 'loosened'>): string | null {
  if (moved === 0 || (tightened === 0 && loosened === 0)) return null
  const parts = [tightened > 0 && `tighter for ${tightened}`, loosened > 0 && `looser for ${loosened}`]
  return `Something becomes ${parts.filter((it) => it !== false).join(' and ')}.`
}

const empties = ({ emptied }: Pick<Impact, 'emptied'>): string | null =>
  emptied.length === 0 ? null : `Nobody is left in ${emptied.map((it) => it.name).join(', ')}.`

/** What no change can do at once (client 0.169.0). */
export const impactTiming =
  'A client keeps the policy that it has fetched for up to an hour, and a thread that is running keeps the one it started with. Who starts ' +
  'Codex without a cached policy gets the new one at once.'
