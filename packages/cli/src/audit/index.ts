import type { Command } from 'commander'
import type { VerifyOptions } from './commands.ts'
import type { ExportOptions } from './export-facts.ts'

/** `bailiwick audit verify` and `export`: the audit log as evidence, outside the server. Loaded when asked for: other commands start without. */
export function registerAudit(program: Command): void {
  const audit = program.command('audit').description('The audit log as evidence')
  audit
    .command('verify <file>')
    .description('Verify an export of the audit log without any server; - reads standard input')
    .option('--head <hash>', 'a head kept elsewhere, which every later chain contains: finds a cut end and a chain written anew')
    .option('--head-position <number>', 'where that head stood')
    .option('--expect-count <number>', 'how many facts there must be')
    .option('--json', 'the verdict as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 intact, 1 broken, 2 unreadable or asked wrongly, 3 it cannot be told from this export.',
    )
    .action(async (file: string, options: VerifyOptions) => (await import('./commands.ts')).verifyFile(file, options))
  audit
    .command('export')
    .description('Export the audit log as JSON lines, in the order of its chain')
    .option('--server <address>', 'the server (or BAILIWICK_SERVER)')
    .option('--workspace <id>', 'the workspace (or BAILIWICK_WORKSPACE)')
    .option('--key-file <path>', 'a file with an admin key (or BAILIWICK_KEY)')
    .option('--ca <path>', 'PEM of a private authority')
    .option('--out <path>', 'the file to write instead of standard output')
    .option('--force', 'write over a file that is there')
    .option('--format <format>', 'jsonl, or csv to read')
    .option('--from-position <number>', 'the first position')
    .option('--to-position <number>', 'the last position')
    .option('--from <time>', 'facts since this time')
    .option('--to <time>', 'facts before this time')
    .action(async (options: ExportOptions) => (await import('./export-facts.ts')).exportFacts(options))
}
