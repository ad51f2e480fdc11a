import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/** How a run of the client ended. Output has its colours removed; `code` is null when a signal ended it. */
export type ClientRun = {
  code: number | null
  stdout: string
  stderr: string
  /** The time limit ended it, not the client. */
  timedOut: boolean
  durationMs: number
}

export type SpawnOptions = {
  env: Record<string, string>
  cwd: string
  /** After this many milliseconds the client and everything it started is killed. */
  timeoutMs: number
}

export type ClientProcess = {
  child: ChildProcessWithoutNullStreams
  /** Settles when the process has ended and its output is complete; rejects only when it could not be started. */
  ended: Promise<ClientRun>
  /** Ends the client and its children, and resolves when they are gone. */
  kill: () => Promise<void>
  onStdout: (listener: (text: string) => void) => void
}

/** Starts a command in a process group of its own, so that ending it ends the commands its agent runs as well. */
export function startProcess(command: string, args: string[], options: SpawnOptions): ClientProcess {
  const started = performance.now()
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, detached: true, stdio: 'pipe' })
  const listeners: ((text: string) => void)[] = []
  let stdout = ''
  let stderr = ''
  let timedOut = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const listener of listeners) listener(text)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.on('error', () => {}) // the client may end before it has read what we wrote
  const timer = setTimeout(() => {
    timedOut = true
    killGroup(child.pid)
  }, options.timeoutMs)
  const ended = new Promise<ClientRun>((resolve, reject) => {
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      const output = { stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) }
      resolve({ code, ...output, timedOut, durationMs: performance.now() - started })
    })
  })
  const kill = async () => {
    killGroup(child.pid)
    await ended.catch(() => {})
  }
  return { child, ended, kill, onStdout: (listener) => listeners.push(listener) }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // the group is gone already
  }
}
