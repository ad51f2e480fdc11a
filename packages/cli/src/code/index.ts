import type { Command } from 'commander'
import type { ApplyOptions, Options } from './commands.ts'

// Loaded when asked for: other commands start without what these need.
const load = async () => (await import('./commands.ts')).commands

/** `bailiwick pull`, `plan` and `apply`: policies, rules and tests as a folder in a repository. */
export function registerCode(program: Command): void {
  const command = (name: string, description: string) =>
    program
      .command(`${name} [folder]`)
      .description(description)
      .option('--server <url>', 'address of the server (or BAILIWICK_SERVER)')
      .option('--workspace <id>', 'id of the workspace (or BAILIWICK_WORKSPACE)')
      .option('--key-file <file>', 'file with an admin key (or BAILIWICK_KEY)')
      .option('--ca <file>', 'certificate of a private authority')
      .option('--json', 'answer as one JSON object')

  command('pull', 'Write what is in force into a folder').action(async (folder: string | undefined, options: Options) =>
    (await load()).pull(folder, options),
  )
  command('plan', 'Show what applying a folder would change, for whom, and whether it may')
    .option('--markdown', 'for the text of a pull request')
    .action(async (folder: string | undefined, options: Options) => (await load()).plan(folder, options))
  command('apply', 'Put a folder in force, through the same checks, tests and approval as a draft')
    .option('--title <text>', 'what it is about', 'Applied from a repository')
    .option('--reason <text>', 'why, for the history', '')
    .option('--stages <percents>', 'in stages, such as 5,25,100')
    .option('--stage-minutes <n>', 'go to the next stage by itself after so many minutes')
    .action(async (folder: string | undefined, options: ApplyOptions) => (await load()).apply(folder, options))
}
