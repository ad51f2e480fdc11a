import type { Command } from 'commander'

/** `bailiwick policy …`: the policy engine on files, without a server. What a command needs is loaded when it runs. */
export function registerPolicy(program: Command): void {
  const policy = program.command('policy').description('Check, explain and compare policies; needs no server')
  // Commands made from here on inherit it: a wrong call ends with 2, so that 1 always means a refused document.
  policy.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

  policy
    .command('check')
    .description('Say what the client makes of requirements documents: exit code 0 when it accepts all, 1 when it refuses one')
    .argument('<file...>', 'requirements.toml documents; - reads standard input')
    .option('--client <version>', 'the version of the Codex client that judges')
    .option('--json', 'one JSON object per file and line')
    .action(async (files: string[], options: { client?: string; json?: true }) => {
      const { checkFiles } = await import('./check.ts')
      await checkFiles(files, options)
    })
}
