import type { Place } from './reading.ts'

/** What can be asked of a policy. Hosts and names are as the user writes them. */
export type Question =
  /** A string is what the model asks its shell to run; a list is the exact argument list the client starts. */
  | { kind: 'command'; command: string | readonly string[] }
  | { kind: 'domain'; host: string }
  | { kind: 'mcp'; name: string; command?: string; args?: readonly string[]; url?: string }
  /** `host` is the device's name: `remote_sandbox_config` may say otherwise for it. */
  | { kind: 'sandbox'; mode: string; host?: string }
  | { kind: 'approval'; policy: string }
  | { kind: 'web_search'; mode: string }
  | { kind: 'feature'; name: string }

/** `prompted`: somebody is asked first. `not_restricted`: this policy does not decide; the client's own settings do. */
export type Decision = 'allowed' | 'prompted' | 'denied' | 'not_restricted'

export interface Answer {
  verdict: Decision
  /** The requirement that decides. */
  because: Place | null
  /** What happens and why, in one sentence. */
  sentence: string
  /** The words the client shows (0.169.0), where it shows any. */
  userSees: string | null
  /** Requirements that apply as well and over which the deciding one wins. */
  wins: Place[]
  /** A command line that the client does not take apart: rules see the shell, not what runs in it. */
  complex?: true
}

export const answer = (
  verdict: Decision,
  because: Place | null,
  sentence: string,
  userSees: string | null = null,
  wins: Place[] = [],
): Answer => ({ verdict, because, sentence, userSees, wins })
