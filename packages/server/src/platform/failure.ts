import { type ErrorCode, errors, type ProblemPlace } from '@bailiwick/contracts'

interface FailureDetails {
  /** One sentence with the particulars: what exactly, where. */
  detail?: string
  problems?: ProblemPlace[]
  /** What the reader of this code needs besides, for instance `current` for a conflict. */
  more?: Record<string, unknown>
}

/** A refusal that the caller should see. Thrown where the rule lives; each wire dialect maps it once. */
export class Failure extends Error {
  readonly code: ErrorCode
  readonly details: FailureDetails

  constructor(code: ErrorCode, details: FailureDetails = {}) {
    super(details.detail ? `${errors[code].title}: ${details.detail}` : errors[code].title)
    this.name = 'Failure'
    this.code = code
    this.details = details
  }

  get status(): number {
    return errors[this.code].status
  }
}
