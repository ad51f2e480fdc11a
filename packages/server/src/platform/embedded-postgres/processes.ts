import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** When a process started, in the system's own words, so that a recycled pid is not taken for it; undefined when there is none. */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'lstart=')
  const stat = readProc(pid, 'stat')
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return state === 'Z' ? undefined : fields[18]
}

/**
 * Whether this process is the PostgreSQL server of exactly this data directory. We start it with `-D <absolute path>`, and its
 * command line is readable also where its working directory is not (root in a container without ptrace rights).
 */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  if (process.platform === 'linux') {
    const args = readProc(pid, 'cmdline')?.split('\0') ?? []
    return args[0]?.endsWith('postgres') === true && args[args.indexOf('-D') + 1] === cluster
  }
  const command = ps(pid, 'command=') ?? ''
  return command.includes('postgres') && command.includes(` -D ${cluster} `)
}

/** Whether any process works inside the data directory: the children of a server that was killed end a moment after it. */
export function isOccupied(cluster: string): boolean {
  if (process.platform !== 'linux') return false
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && workingFolder(name) === cluster)
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}
