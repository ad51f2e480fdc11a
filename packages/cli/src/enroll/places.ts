import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { whereTheUserStands } from '../policy/read-document.ts'
import type { Mode } from './own-keys.ts'

export interface Device {
  /** Folder of the files that belong to the system. */
  systemFolder: string
  codexHome: string
}

/** Where a client of this machine looks (0.169.0). `root` stands before the system's folder, for trials. */
export function device(options: { root?: string; codexHome?: string }): Device {
  const { ProgramData = 'C:\\ProgramData', CODEX_HOME } = process.env
  const system = process.platform === 'win32' ? join(ProgramData, 'OpenAI', 'Codex') : '/etc/codex'
  const rooted =
    options.root === undefined ? system : join(resolve(whereTheUserStands(), options.root), system.replace(/^[A-Za-z]:/, ''))
  return {
    systemFolder: rooted,
    codexHome: resolve(whereTheUserStands(), options.codexHome ?? CODEX_HOME ?? join(homedir(), '.codex')),
  }
}

/** The file that a mode edits. */
export const fileOf = (mode: Mode, { systemFolder, codexHome }: Device): string =>
  mode === 'user' ? join(codexHome, 'config.toml') : join(systemFolder, 'requirements.toml')
