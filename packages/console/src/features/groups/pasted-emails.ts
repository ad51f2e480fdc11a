/** E-mail addresses out of whatever was pasted: a column, a CSV line, or `Ada Lovelace <ada@example.com>`. Each once. */
export function readEmails(text: string): string[] {
  const found = text.match(/[^\s,;<>()"']+@[^\s,;<>()"']+/g) ?? []
  const seen = new Map<string, string>()
  for (const each of found) {
    const email = each.replace(/[.:]+$/, '')
    if (!seen.has(email.toLowerCase())) seen.set(email.toLowerCase(), email)
  }
  return [...seen.values()]
}
