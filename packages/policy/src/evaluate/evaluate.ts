import { evaluateApproval, evaluateSandbox, evaluateWebSearch } from './choices.ts'
import { evaluateCommand } from './command.ts'
import { evaluateDomain } from './domain.ts'
import { evaluateFeature } from './feature.ts'
import { evaluateMcp } from './mcp.ts'
import { type Answer, answer, type Question } from './question.ts'
import { type Reading, readingOf, type Subject } from './reading.ts'

/**
 * What a policy means for one thing somebody wants to do, with the requirement that decides and what the user will see. `subject` is a
 * document or the whole bundle a group is served. It presumes that the client accepts the subject (`checkPolicy`); it never throws.
 */
export function evaluate(subject: Subject, question: Question): Answer {
  const bundle = typeof subject === 'string' ? undefined : subject
  if (bundle?.requirements_toml.enterprise_managed.length === 0) {
    return answer('not_restricted', null, 'There is no policy: the client’s own settings decide.')
  }
  const reading = readingOf(subject)
  if (!reading) return answer('denied', null, 'The client cannot read this policy: it does not start, so nothing works.')
  return answerTo(reading, question)
}

function answerTo(reading: Reading, question: Question): Answer {
  switch (question.kind) {
    case 'command':
      return evaluateCommand(reading, question.command)
    case 'domain':
      return evaluateDomain(reading, question.host)
    case 'mcp':
      return evaluateMcp(reading, question)
    case 'sandbox':
      return evaluateSandbox(reading, question.mode, question.host)
    case 'approval':
      return evaluateApproval(reading, question.policy)
    case 'web_search':
      return evaluateWebSearch(reading, question.mode)
    case 'feature':
      return evaluateFeature(reading, question.name)
  }
}
