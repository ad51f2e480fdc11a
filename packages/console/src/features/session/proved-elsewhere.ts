const name = 'bailiwick-proved-again'

/** Tells the other tabs of this browser that the person has just signed in again. */
export function tellProved() {
  const channel = new BroadcastChannel(name)
  channel.postMessage('proved')
  channel.close()
}

/** Calls back when another tab tells so. Answers a function that stops listening. */
export function whenProvedElsewhere(then: () => void): () => void {
  const channel = new BroadcastChannel(name)
  channel.onmessage = then
  return () => channel.close()
}
