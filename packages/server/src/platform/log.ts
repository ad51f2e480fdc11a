import { type Logger, pino } from 'pino'

export type Log = Logger

/** Header and body fields that may carry secrets never reach the log. */
const secrets = [
  'req.headers.authorization',
  'req.headers.cookie',
  '*.password',
  '*.token',
  '*.secret',
  '*.key',
  '*.refresh_token',
]

/** `error`: a person must act now; `warn`: we coped; `info`: a life event. */
export function openLog(level: string): Log {
  return pino({ level, redact: { paths: secrets, censor: '[redacted]' } })
}
