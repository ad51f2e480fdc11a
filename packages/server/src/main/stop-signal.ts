/** Under npm, Ctrl-C arrives twice: from the terminal, and passed on by npm. */
const sameRequestMs = 1_000

/**
 * Closes everything on SIGINT or SIGTERM and ends the process. Asked a second time, it ends at once.
 * @returns an object whose `asked` turns true with the first signal
 */
export function onStopSignal(close: () => Promise<void>): { readonly asked: boolean } {
  const state = { asked: false }
  let askedAt = 0
  async function stop(signal: string) {
    if (state.asked) {
      if (Date.now() - askedAt > sameRequestMs) process.exit(130)
      return
    }
    state.asked = true
    askedAt = Date.now()
    process.stdout.write(`\n${signal}: stopping…\n`)
    await close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal))
  return state
}
