import { totalmem } from 'node:os'

const megabyte = 1024 * 1024

/** Settings of every start; they are passed on the command line, so a new release changes them without touching the data folder. */
export function settingsFor(port: number, extra: Record<string, string>): string[] {
  const settings: Record<string, string> = {
    // Only this machine, and only with the password: no socket file that another account could use.
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '100',
    shared_buffers: `${Math.round(Math.min(Math.max(totalmem() / megabyte / 8, 64), 1024))}MB`,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    // Messages are read by explainOutput and belong to the operator's log, which nobody rotates while it runs.
    lc_messages: 'C',
    log_checkpoints: 'off',
    ...extra,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/**
 * The environment of PostgreSQL's programs: nothing of ours (PGDATA, PGPORT, LD_LIBRARY_PATH and secrets stay out).
 * PG_OOM_ADJUST_VALUE and locale keep it independent of the host.
 */
export function environment(): Record<string, string> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}
