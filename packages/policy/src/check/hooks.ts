import { hookEvents } from '../schema/hooks.ts'
import { nearest } from '../schema/match-shape.ts'
import { isTable, type Path, type TomlTable } from '../toml/parse-toml.ts'
import type { Area } from './area.ts'
import type { Findings } from './findings.ts'
import { regexProblem } from './regex.ts'

const directories = ['managed_dir', 'windows_managed_dir']

/** Events that have nothing to match: the client does not read their matcher. */
const unmatched = ['Stop', 'UserPromptSubmit']

/** Managed hooks (PO-15, client 0.169.0 §18.13). */
export const checkHooks: Area = (root, findings) => {
  if (!isTable(root.hooks)) return
  for (const [event, groups] of Object.entries(root.hooks)) {
    if (directories.includes(event)) continue
    const path = ['hooks', event]
    if (!(hookEvents as readonly string[]).includes(event)) {
      const near = findings.full ? undefined : nearest(event, hookEvents)
      const fix = near ? `Did you mean ${near}?` : `Known events: ${hookEvents.join(', ')}.`
      findings.add(
        'ineffective',
        'hook_event_unknown',
        path,
        `The client knows no hook event ${event.slice(0, 60)} and ignores it without a word.`,
        fix,
        'key',
      )
    } else if (Array.isArray(groups)) {
      for (const [index, group] of groups.entries())
        if (isTable(group)) checkGroup(group, !unmatched.includes(event), [...path, index], findings)
    }
  }
}

function checkGroup(group: TomlTable, matches: boolean, path: Path, findings: Findings): void {
  const used = matches && Array.isArray(group.hooks) && group.hooks.length > 0
  if (used && typeof group.matcher === 'string' && group.matcher !== '*') {
    const problem = regexProblem(group.matcher, 'full')
    if (problem) {
      const message = `The matcher is not a regular expression (${problem}): the client starts, but every session fails.`
      findings.add(
        'breaks_sessions',
        'hook_breaks',
        [...path, 'matcher'],
        message,
        'Write a regular expression such as "Bash|Edit".',
      )
    }
  }
  if (!Array.isArray(group.hooks)) return
  for (const [index, handler] of group.hooks.entries())
    if (isTable(handler)) checkHandler(handler, [...path, 'hooks', index], findings)
}

function checkHandler(handler: TomlTable, path: Path, findings: Findings): void {
  if (handler.type === 'prompt' || handler.type === 'agent') {
    const message = `Hooks of type ${handler.type} load, but then every session fails.`
    findings.add('breaks_sessions', 'hook_breaks', [...path, 'type'], message, 'Use type = "command" or "mcp_tool".')
  }
  if (handler.type === 'command' && typeof handler.command === 'string' && handler.command.trim() === '') {
    findings.add(
      'breaks_sessions',
      'hook_breaks',
      [...path, 'command'],
      'The command is empty: every session fails.',
      'Write the command to run.',
    )
  }
  for (const field of ['server', 'tool']) {
    const value = handler[field]
    if (handler.type !== 'mcp_tool' || typeof value !== 'string' || value.trim() !== '') continue
    findings.add(
      'breaks_sessions',
      'hook_breaks',
      [...path, field],
      `The ${field} is empty: every session fails.`,
      `Name the ${field}.`,
    )
  }
  if (handler.command_windows !== undefined && handler.commandWindows !== undefined) {
    const message = 'command_windows and commandWindows are the same field; the client refuses both together.'
    findings.add('refused', 'type_mismatch', [...path, 'commandWindows'], message, 'Remove one of them.', 'key')
  }
  if (holdsNotFinite(handler.input)) {
    findings.add(
      'refused',
      'type_mismatch',
      [...path, 'input'],
      'The input contains nan or inf, which the client refuses.',
      'Write a number.',
    )
  }
}

function holdsNotFinite(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value)
  if (Array.isArray(value)) return value.some(holdsNotFinite)
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNotFinite)
}
