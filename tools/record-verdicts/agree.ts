import type { Verdict } from '../../packages/policy/src/index.ts'
import type { Answer } from './rig.ts'

/** Whether the engine says what the client did. A document that was only loaded may still break sessions. */
export function agree(answer: Answer, ours: Verdict): boolean {
  return answer.verdict === 'loads' ? ours !== 'refused' : answer.verdict === ours
}
