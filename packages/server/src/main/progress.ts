import type { Config } from '../platform/platform.ts'

const color = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text)
const [bold, dim, green, cyan] = [paint(1), paint(2), paint(32), paint(36)]

/** Tells the operator what is going on, and at the end where to go. */
export function progress() {
  const tell = (message: string) => process.stdout.write(`  ${dim(message)}\n`)
  return {
    tell,
    async step<T>(name: string, work: () => Promise<T>): Promise<T> {
      const from = performance.now()
      const result = await work()
      process.stdout.write(`${green('✓')} ${name} ${dim(`${((performance.now() - from) / 1_000).toFixed(1)} s`)}\n`)
      return result
    },
    ready(config: Config, setupToken: string | null, demo: boolean) {
      const { publicUrl, dataDir } = config
      const lines = [`${green('✓')} Bailiwick is ready`, '', `  Console   ${cyan(publicUrl)}`]
      if (setupToken) {
        lines.push(
          `  Set up    ${cyan(`${publicUrl}/setup#token=${setupToken}`)}`,
          '',
          `  ${bold('Next:')} open the set-up link (it works once) and become the first owner.`,
        )
      } else if (demo) {
        lines.push('', `  ${bold('Next:')} sign in as ada@acme.test; passwords and an admin key are in ${dataDir}/demo.json.`)
      } else {
        lines.push('', `  ${bold('Next:')} sign in, then follow Connect Codex for your client.`)
      }
      lines.push(`  ${dim(`Data in ${dataDir}. Ctrl-C stops everything.`)}`, '')
      process.stdout.write(`${lines.join('\n')}\n`)
    },
  }
}
