import { matchShape } from '../schema/match-shape.ts'
import { requirementFields } from '../schema/requirements.ts'
import { olderFields } from '../schema/requirements-older.ts'
import { looseTable } from '../schema/shape.ts'
import { isTable, type Path, type TomlTable, valueAt } from '../toml/parse-toml.ts'
import type { Scope } from './area.ts'
import { type Findings, newFindings } from './findings.ts'
import { checkHooks } from './hooks.ts'
import { checkNetwork } from './network.ts'
import { checkRules } from './rules.ts'
import { checkSandbox } from './sandbox.ts'

const shape = looseTable(olderFields)

/** What client 0.130.0, the recorded one from before 0.137.0, makes of a document (§18.22). */
export function checkOlderClient(root: TomlTable, findings: Findings, scope: Scope): void {
  const { windows: _later, ...known } = root
  matchShape(known, shape, [], findings)
  for (const area of [checkSandbox, checkNetwork, checkRules]) area(known, findings, scope)
  // It drops the hooks it cannot use, and works on.
  const hooks = newFindings()
  checkHooks(known, hooks, scope)
  for (const { code, path, message, fix, part } of hooks.list)
    findings.add(
      'ineffective',
      code,
      path,
      message.replace(/[:,][^:,]*every session fails\.$/, ': the hook is dropped.'),
      fix,
      part,
    )
  absoluteSockets(known, findings)
  for (const key of Object.keys(root)) {
    if (!Object.hasOwn(requirementFields, key) || Object.hasOwn(olderFields, key)) continue
    const message = `Client 0.130.0 does not know ${key} and ignores it.`
    findings.add('ineffective', 'client_too_old', [key], message, 'Update those clients if the requirement matters.', 'key')
  }
  absolutePathsOnly(root, findings)
}

/** It reads deny_read without a home folder to start from. */
function absolutePathsOnly(root: TomlTable, findings: Findings): void {
  const path = ['permissions', 'filesystem', 'deny_read']
  const list = valueAt(root, path)
  if (!Array.isArray(list) || !isTable(root.permissions)) return
  for (const [index, entry] of list.entries()) {
    if (typeof entry !== 'string' || entry.startsWith('/')) continue
    const message = 'Client 0.130.0 refuses a policy whose deny_read has an entry that does not begin with /.'
    findings.add('refused', 'deny_read_path', [...path, index], message, 'Write absolute paths while such clients are in use.')
  }
}

/** It builds its proxy from allowed sockets even when it is not enabled. */
function absoluteSockets(root: TomlTable, findings: Findings): void {
  const network = root.experimental_network
  if (!isTable(network)) return
  const refuse = (path: Path) => {
    const message = 'A socket is named by its absolute path; in client 0.130.0 every session fails otherwise, enabled or not.'
    findings.add('breaks_sessions', 'network_pattern_breaks', path, message, 'Write a path such as "/run/app.sock".')
  }
  if (Array.isArray(network.allow_unix_sockets)) {
    for (const [index, socket] of network.allow_unix_sockets.entries())
      if (typeof socket === 'string' && !socket.startsWith('/')) refuse(['experimental_network', 'allow_unix_sockets', index])
  }
  if (!isTable(network.unix_sockets)) return
  for (const [socket, access] of Object.entries(network.unix_sockets))
    if (access === 'allow' && !socket.startsWith('/')) refuse(['experimental_network', 'unix_sockets', socket])
}
