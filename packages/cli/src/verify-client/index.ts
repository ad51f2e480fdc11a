import type { Command } from 'commander'
import type { VerifyOptions } from './verify.ts'

/** `bailiwick verify-client`: the client's own loader on drafts, beside our engine. */
export function registerVerifyClient(program: Command): void {
  program
    .command('verify-client')
    .description(
      'Let a real Codex client load drafts and compare its requirements with ours: 0 they agree, 1 they do not, 2 not tried',
    )
    .argument('<file...>', 'requirements.toml documents; - reads standard input')
    .option('--version <version>', 'the version of the client to ask')
    .option('--codex <path>', 'the client to ask')
    .option('--bundle', 'the files are whole bundles in JSON, as a server sends them')
    .option('--json', 'one JSON object per file and line')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .action(async (files: string[], options: VerifyOptions) => {
      const { verify } = await import('./verify.ts')
      process.exitCode = await verify(files, options)
    })
}
