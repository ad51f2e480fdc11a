import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ClientProcess, startProcess } from '../../../dev/stock-client/client-process.ts'
import { codexBinary, type StockClient } from '../../../dev/stock-client/index.ts'

/** An /etc of its own for one process and its children; what stands in $1 is laid over it. The machine's own is untouched. */
const overlay = `set -e
mount -t tmpfs tmpfs "$2"
mkdir "$2/upper" "$2/work"
cp -R "$1/." "$2/upper/"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$2/upper,workdir=$2/work" /etc
shift 2
exec "$@"`

const inNamespace = (files: string, scratch: string, command: string[]) => {
  const own = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user']
  return [...own, 'sh', '-c', overlay, 'sh', files, scratch, ...command]
}

/** Why a machine cannot give a process a file system of its own; undefined when it can. */
export async function whyNoNamespace(folder: string): Promise<string | undefined> {
  const files = join(folder, 'probe')
  const scratch = join(folder, 'probe-scratch')
  await mkdir(files, { recursive: true })
  await mkdir(scratch, { recursive: true })
  try {
    execFileSync('unshare', inNamespace(files, scratch, ['true']), { stdio: 'pipe' })
    return undefined
  } catch (error) {
    return `mount namespaces are not possible here: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** The same client on a machine whose administrator put the device file where the client looks for it. */
export function onEnrolledDevice(client: StockClient, deviceFile: string): Promise<StockClient> {
  return onDevice(client, { 'requirements.toml': deviceFile })
}

/** The same client on a machine with these files, by name, in /etc/codex. Once for each client. */
export async function onDevice(client: StockClient, etcCodex: Readonly<Record<string, string>>): Promise<StockClient> {
  const base = dirname(client.home.codexHome)
  const files = join(base, 'etc')
  const scratch = join(base, 'scratch')
  await mkdir(join(files, 'codex'), { recursive: true })
  await mkdir(scratch)
  for (const [name, contents] of Object.entries(etcCodex)) await writeFile(join(files, 'codex', name), contents)
  const running = new Set<ClientProcess>()
  const start: StockClient['start'] = (args, run = {}) => {
    const started = startProcess('unshare', inNamespace(files, scratch, [codexBinary(), ...args]), {
      env: { ...client.env, ...run.env },
      cwd: run.cwd ?? client.home.workDir,
      timeoutMs: run.timeoutMs ?? 60_000,
    })
    running.add(started)
    const forget = () => running.delete(started)
    started.ended.then(forget, forget)
    return started
  }
  return {
    ...client,
    start,
    run: async (args, run = {}) => {
      const started = start(args, run)
      started.child.stdin.end(run.stdin ?? '')
      return started.ended
    },
    dispose: async () => {
      await Promise.all([...running].map((it) => it.kill()))
      await client.dispose()
    },
  }
}
