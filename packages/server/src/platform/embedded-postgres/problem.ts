/** Why the embedded PostgreSQL did not start or stop, for callers that branch on it; the message says what to do. */
export type EmbeddedPostgresProblem =
  | 'in_use'
  | 'disk_full'
  | 'no_permission'
  | 'no_account'
  | 'incompatible_version'
  | 'data_missing'
  | 'binaries_missing'
  | 'port_taken'
  | 'still_stopping'
  | 'did_not_start'
  | 'did_not_stop'

/** A failure of the embedded PostgreSQL in words for the person who starts Bailiwick. */
export class EmbeddedPostgresError extends Error {
  readonly problem: EmbeddedPostgresProblem

  constructor(problem: EmbeddedPostgresProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedPostgresError'
    this.problem = problem
  }
}

/** Turns a refused file operation into the sentence for it; anything unexpected passes through. */
export function fileProblem(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new EmbeddedPostgresError('disk_full', `The disk that holds ${path} is full: free some space and start again.`, {
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new EmbeddedPostgresError(
        'no_permission',
        `${path} cannot be written by this user: choose another data folder or correct its owner.`,
        { cause: error },
      )
    default:
      return error
  }
}

const signs: readonly { sign: RegExp; problem: EmbeddedPostgresProblem; advice: (where: string) => string }[] = [
  {
    sign: /No space left on device/,
    problem: 'disk_full',
    advice: (where) => `The disk that holds ${where} is full: free some space.`,
  },
  {
    sign: /could not bind .*(Address already in use|Address in use)/,
    problem: 'port_taken',
    advice: () => 'Its port was taken meanwhile.',
  },
  {
    sign: /pre-existing shared memory block|lock file ".*" already exists/,
    problem: 'still_stopping',
    advice: (where) => `Another PostgreSQL still works on ${where}: wait for it to end, or stop it.`,
  },
  {
    sign: /database files are incompatible with server|was initialized by PostgreSQL version/,
    problem: 'incompatible_version',
    advice: (where) => `${where} was made by another version of PostgreSQL.`,
  },
  {
    sign: /error while loading shared libraries|cannot execute binary file/,
    problem: 'binaries_missing',
    advice: () => 'Its libraries are incomplete: run `node tools/bootstrap.mjs install`.',
  },
  {
    sign: /Permission denied|has wrong ownership/,
    problem: 'no_permission',
    advice: (where) => `Its account may not use ${where}.`,
  },
]

/** Reads what PostgreSQL wrote about its own failure and says it with advice; the original lines stay in the message. */
export function explainOutput(what: string, output: string, where: string): EmbeddedPostgresError {
  const tail = output.trim().split('\n').slice(-8).join('\n')
  const known = signs.find(({ sign }) => sign.test(output))
  const advice = known?.advice(where) ?? 'This is what it wrote:'
  return new EmbeddedPostgresError(known?.problem ?? 'did_not_start', `${what}. ${advice}\n${tail}`)
}
