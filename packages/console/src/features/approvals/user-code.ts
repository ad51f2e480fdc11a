/** How many signs a user code has, without its hyphen. */
export const codeLength = 8

/** What was typed or pasted as a code is written: `abcd efgh` becomes `ABCD-EFGH`; what follows a whole code is left out. */
export function formatUserCode(typed: string): string {
  const signs = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, codeLength)
  return signs.length > 4 ? `${signs.slice(0, 4)}-${signs.slice(4)}` : signs
}

export function isWholeCode(formatted: string): boolean {
  return formatted.length === codeLength + 1
}

/** Where the cursor stands after the text was written anew: behind as many signs as before. */
export function caretAfter(formatted: string, signsBefore: number): number {
  return signsBefore > 4 ? Math.min(signsBefore + 1, formatted.length) : Math.min(signsBefore, formatted.length)
}
