/** `model` of a call, or what keeps it from being told for sure. */
export type Found = { model: string } | 'not_json' | 'no_model' | 'several'

/** More fields than this at the top are no call of the Responses API, which has some thirty. */
const maxFields = 1_000
/** "model" with each letter written as an escape has 30 signs; a longer key is another one. */
const longestSpelling = 30

const [quote, backslash, comma, colon, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\,:{}[]')
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/**
 * Finds the top-level `model` of a JSON object in one pass over its bytes, and looks at nothing below it. Parsing it all would hold up
 * everybody else: 32 MiB of `[[[[…` cost JSON.parse twenty seconds and a gigabyte, and come packed in a few kilobytes. A model named
 * twice, or in another case (some upstreams read `Model` as `model`), is not taken for one: the upstream might take the other.
 */
export function findModel(bytes: Buffer): Found {
  let at = blanks(bytes, 0)
  if (bytes[at] !== openBrace) return isValue(bytes[at]) ? 'no_model' : 'not_json'
  at = blanks(bytes, at + 1)
  let found: Found = 'no_model'
  let named = 0
  for (let fields = 0; bytes[at] !== closeBrace; fields++) {
    if (fields > 0) {
      if (bytes[at] !== comma) return 'not_json'
      at = blanks(bytes, at + 1)
    }
    if (fields === maxFields || bytes[at] !== quote) return 'not_json'
    const keyEnd = endOfText(bytes, at)
    const key = keyEnd - at <= longestSpelling + 2 ? textIn(bytes, at, keyEnd) : ''
    at = blanks(bytes, keyEnd)
    if (key === undefined || bytes[at] !== colon) return 'not_json'
    at = blanks(bytes, at + 1)
    const end = endOfValue(bytes, at)
    if (end === at) return 'not_json'
    if (key.toLowerCase() === 'model') {
      if (++named > 1) return 'several'
      const model = key === 'model' && bytes[at] === quote ? textIn(bytes, at, end) : undefined
      if (model !== undefined) found = { model }
    }
    at = blanks(bytes, end)
  }
  return blanks(bytes, at + 1) === bytes.length ? found : 'not_json'
}

const isValue = (byte: number | undefined): boolean => byte !== undefined && /[["\dtfn-]/.test(String.fromCharCode(byte))

function blanks(bytes: Buffer, from: number): number {
  let at = from
  while (isBlank(bytes[at])) at++
  return at
}

/** The place after a text's closing quote; the end of everything for one that is not closed. */
function endOfText(bytes: Buffer, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === quote) return at + 1
    if (byte === backslash) at++
  }
  return bytes.length
}

function endOfValue(bytes: Buffer, from: number): number {
  let depth = 0
  let at = from
  for (; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === quote) {
      at = endOfText(bytes, at) - 1
      if (depth === 0) return at + 1
    } else if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return at
      if (--depth === 0) return at + 1
    } else if (depth === 0 && (byte === comma || isBlank(byte))) return at
  }
  return at
}

function textIn(bytes: Buffer, from: number, end: number): string | undefined {
  try {
    return String(JSON.parse(bytes.toString('utf8', from, end)))
  } catch {
    return undefined
  }
}
