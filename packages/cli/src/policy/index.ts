import type { Command } from 'commander'
import type { EvalOptions } from './eval.ts'

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

  policy
    .command('diff')
    .description('Say what changes for users between two documents, by meaning')
    .argument('<before>')
    .argument('<after>')
    .option('--client <version>', 'the version of the Codex client that judges')
    .option('--json', 'one JSON object')
    .action(async (before: string, after: string, options: { client?: string; json?: true }) => {
      const { diffFiles } = await import('./diff.ts')
      await diffFiles(before, after, options)
    })

  policy
    .command('explain')
    .description('Say in plain sentences what a document limits, allows and leaves open')
    .argument('<file>')
    .option('--client <version>', 'the version of the Codex client that judges')
    .option('--json', 'one JSON list')
    .action(async (file: string, options: { client?: string; json?: true }) => {
      const { explainFile } = await import('./explain.ts')
      await explainFile(file, options)
    })

  policy
    .command('eval')
    .description('Say what a document means for one command, host, server, feature or mode')
    .argument('<file>')
    .option('--command <line>', 'what the agent asks its shell to run: "git push origin main"')
    .option('--domain <host>', 'a host that a command wants to reach')
    .option('--mcp <name>', 'an MCP server')
    .option('--mcp-command <line>', 'with --mcp: the command that starts it')
    .option('--mcp-url <url>', 'with --mcp: its address')
    .option('--feature <name>', 'a feature of the client')
    .option('--sandbox <mode>', 'a sandbox mode')
    .option('--host <name>', 'with --sandbox: the name of the device')
    .option('--web-search <mode>', 'a web search mode')
    .option('--approval <policy>', 'an approval policy')
    .option('--client <version>', 'the version of the Codex client that judges')
    .option('--json', 'one JSON object')
    .action(async (file: string, options: EvalOptions) => {
      const { evalFile } = await import('./eval.ts')
      await evalFile(file, options)
    })
}
