import { createServer } from 'node:net'

/** Nobody else uses it; only one process of a machine can hold it. */
const turnstile = 14_550

/**
 * Waits until no other test signs in with a browser. The client listens for its callback on a port that it cannot choose (1455), and one
 * client that finds the port taken ends the sign-in of the other.
 * @returns gives the port to the next
 */
export async function takeCallbackPort(limitMs = 120_000): Promise<() => Promise<void>> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const held = createServer()
    const got = await new Promise<boolean>((resolve) => {
      held.once('error', () => resolve(false))
      held.listen(turnstile, '127.0.0.1', () => resolve(true))
    })
    if (got) return () => new Promise((resolve) => held.close(() => resolve()))
    if (performance.now() > deadline) throw new Error('another test holds the port of browser sign-ins')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
