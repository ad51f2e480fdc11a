import type { systems } from '@bailiwick/contracts'

export type System = (typeof systems)[number]

/** What the snippets are about: this server, as a client sees it. */
export interface Here {
  publicUrl: string
  https: boolean
  /** The private authority that clients have to trust; null for a certificate that they trust anyway. */
  caPem: string | null
  workspaceId: string
  /** Whether device code sign-in is on in this workspace. */
  deviceCode: boolean
}

/** Where things are on a system. `CODEX_HOME` moves the first. */
export const places = {
  macos: {
    codexHome: '~/.codex',
    profile: '~/.zshrc',
    everyone: '/etc/zshenv',
    requirements: '/etc/codex/requirements.toml',
    authority: '/etc/codex/bailiwick-ca.pem',
  },
  linux: {
    codexHome: '~/.codex',
    profile: '~/.bashrc, or the profile of your shell',
    everyone: '/etc/profile.d/codex-bailiwick.sh',
    requirements: '/etc/codex/requirements.toml',
    authority: '/etc/codex/bailiwick-ca.pem',
  },
  windows: {
    codexHome: '%USERPROFILE%\\.codex',
    profile: 'PowerShell; it is kept for you, and new windows have it',
    everyone: 'PowerShell as administrator; it is kept for everyone, and new windows have it',
    requirements: '%ProgramData%\\OpenAI\\Codex\\requirements.toml',
    authority: '%ProgramData%\\OpenAI\\Codex\\bailiwick-ca.pem',
  },
} satisfies Record<System, Record<string, string>>
