import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of postmaster.pid that we use. */
export type PidFile = { pid: number; port: number; status: string }

/**
 * Reads PostgreSQL's own lock file: pid, data directory, start time, port, socket folder, listen address, shared memory, status,
 * one per line (src/include/utils/pidfile.h). The port is 0 and the status empty until the server has written them.
 */
export function readPidFile(cluster: string): PidFile | undefined {
  try {
    const lines = readFileSync(pidFilePath(cluster), 'utf8').split('\n')
    const pid = Number(lines[0])
    return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() } : undefined
  } catch {
    return undefined
  }
}

export function pidFilePath(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}
