import type { Dialect } from './regex.ts'

const literal = /^[!-/:-@[-`{-~ ]$/ // ASCII that is neither a letter nor a digit
const wide: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** The length of the escape that starts at `index`, or why the engine refuses it. */
export function escapeLength(pattern: string, index: number, dialect: Dialect, inClass: boolean): number | string {
  const char = pattern[index + 1]
  if (char === undefined) return 'a backslash ends it'
  if (/[0-9]/.test(char)) return 'back-references are not supported'
  if (char === 'p' || char === 'P')
    return dialect === 'lite' ? 'Unicode classes (\\p) are not supported' : unicodeClass(pattern, index)
  const digits = wide[char]
  if (digits !== undefined) return hexLength(pattern, index, digits)
  if (/[dswDSW]/.test(char) || /[aftnrv]/.test(char)) return 2
  if (/[AzbB<>]/.test(char)) {
    if (inClass) return `\\${char} means nothing in a class`
    const word = char === 'b' ? /^\{(start|end|start-half|end-half)\}/.exec(pattern.slice(index + 2, index + 16)) : null
    return 2 + (word ? word[0].length : 0)
  }
  return literal.test(char) ? 2 : `\\${char} is not known`
}

function hexLength(pattern: string, index: number, digits: number): number | string {
  const rest = pattern.slice(index + 2, index + 40)
  const found = /^\{([0-9A-Fa-f]+)\}/.exec(rest) ?? new RegExp(`^([0-9A-Fa-f]{${digits}})`).exec(rest)
  if (!found) return 'a hexadecimal character is not complete'
  const code = Number.parseInt(found[1] ?? '', 16)
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? 'a hexadecimal character does not exist' : 2 + found[0].length
}

function unicodeClass(pattern: string, index: number): number | string {
  const found = /^\\[pP](?:\{\^?([\w=: -]{1,50})\}|([A-Z]))/.exec(pattern.slice(index, index + 60))
  if (!found) return 'a Unicode class is not complete'
  const name = (found[1] ?? found[2] ?? '').replace(/[: ]+/g, '=')
  return isKnownClass(name) ? found[0].length : `the Unicode class ${name} is not known`
}

/** Names judged before; few, because a document can hold thousands that do not exist. */
const judged = new Map<string, boolean>()

function isKnownClass(name: string): boolean {
  const known = judged.get(name) ?? (isUnicodeName(name) || isUnicodeName(`Script=${name}`))
  if (judged.size < 200) judged.set(name, known)
  return known
}

function isUnicodeName(name: string): boolean {
  try {
    return new RegExp(`\\p{${name}}`, 'u').source !== ''
  } catch {
    return false
  }
}
