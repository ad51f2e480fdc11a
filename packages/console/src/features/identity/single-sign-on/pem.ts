const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** Pasted certificates as a list: PEM blocks, or base64 with an empty line between two. */
export function toCertificates(text: string): string[] {
  const blocks = text.match(block)
  if (blocks) return blocks
  return text
    .split(/\n\s*\n/)
    .map((it) => it.trim())
    .filter(Boolean)
}
