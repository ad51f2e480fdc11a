/** What a body may have at most to be parsed whole: bytes, values, and how deep they stand in each other. */
const most = { bytes: 8 * 1024 * 1024, values: 100_000, depth: 60 }

const [quote, backslash, comma, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\,{}[]')

/**
 * Whether JSON can be parsed without holding up everybody else. Size alone does not say: a few megabytes of `[[[[…` cost JSON.parse seconds
 * and come packed in a few kilobytes, while texts of the same size cost nothing. One pass over the bytes; what is no JSON may pass.
 */
export function isHarmless(json: Buffer): boolean {
  if (json.length > most.bytes) return false
  let depth = 0
  let values = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === quote) at = endOfText(json, at)
    else if (byte === comma) values++
    else if (byte === openBrace || byte === openBracket) {
      values++
      if (++depth > most.depth) return false
    } else if (byte === closeBrace || byte === closeBracket) depth--
    if (values > most.values) return false
  }
  return true
}

/** Where a text ends: at the next quote that no backslash takes back. */
function endOfText(json: Buffer, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === backslash) at++
    else if (json[at] === quote) return at
  }
  return json.length
}
