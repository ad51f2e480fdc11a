/** What a client says of itself in its user-agent. Its own words: shown, counted, and believed for nothing else. */
export interface ClientWords {
  /** codex_exec, codex_cli_rs, codex_vscode, …; `unknown` when it says nothing of the kind. */
  surface: string
  version: string
  system: string
}

/**
 * Reads `codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color` (client 0.169.0; model calls add a second pair of parentheses, which
 * repeats surface and version).
 */
export function readClientWords(userAgent: string | undefined): ClientWords {
  const found = /^([\w .-]{1,40})\/([\w.+-]{1,40})(?: \(([^()]{0,100})\))?/.exec(userAgent ?? '')
  return { surface: found?.[1]?.trim() || 'unknown', version: found?.[2] ?? '', system: printable(found?.[3] ?? '') }
}

/** Without control characters, of which PostgreSQL refuses NUL. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replace(/[\u0000-\u001f\u007f]/g, '')
