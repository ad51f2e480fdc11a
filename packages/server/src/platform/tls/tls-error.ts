/** Why a certificate cannot be used, for callers that branch on it; the message says what to do. */
export type TlsProblem = 'unreadable' | 'malformed' | 'mismatch' | 'expired' | 'not_yet_valid' | 'wrong_host' | 'authority_broken'

/** A certificate problem in words for the person who starts Bailiwick. */
export class TlsError extends Error {
  readonly problem: TlsProblem

  constructor(problem: TlsProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TlsError'
    this.problem = problem
  }
}
