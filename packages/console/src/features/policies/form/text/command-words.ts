import { isTable, type TomlTable, type TomlValue } from '@bailiwick/policy'

/**
 * A pattern of a command rule as somebody would type it: `git push|commit`. A word that holds a blank, a bar or a quote stands in
 * quotes. Undefined for a pattern that has another form; the text has to change that one.
 */
export function commandOf(pattern: TomlValue | undefined): string | undefined {
  if (!Array.isArray(pattern)) return undefined
  const words = pattern.map((item) => {
    if (!isTable(item) || Object.keys(item).length !== 1) return undefined
    if (typeof item.token === 'string') return quoted(item.token)
    const any = item.any_of
    if (!Array.isArray(any) || any.length === 0) return undefined
    const all = any.flatMap((it) => (typeof it === 'string' ? [quoted(it)] : []))
    // One word in a list is written with a bar of its own, so that it stays a list.
    return all.length < any.length ? undefined : all.length === 1 ? `${all[0]}|` : all.join('|')
  })
  return words.every((it) => it !== undefined) ? words.join(' ') : undefined
}

/** The pattern that a typed command means. */
export function patternOf(command: string): TomlTable[] {
  const words = command.match(/(?:"(?:[^"\\]|\\.)*"?|[^\s"])+/g) ?? []
  return words.flatMap((word): TomlTable[] => {
    const parts: readonly string[] = word.match(/"(?:[^"\\]|\\.)*"?|[^|"]+|\|/g) ?? []
    const listed = parts.includes('|')
    const all = ['']
    for (const part of parts) {
      if (part === '|') all.push('')
      else all.push((all.pop() ?? '') + plain(part))
    }
    const named = all.filter((it, at) => it !== '' || parts[at] === '""')
    if (named.length === 0) return listed ? [] : [{ token: '' }]
    return listed ? [{ any_of: named }] : [{ token: all.join('') }]
  })
}

const quoted = (word: string): string => (word === '' || /[\s|"]/.test(word) ? `"${word.replace(/[\\"]/g, '\\$&')}"` : word)

const plain = (part: string): string =>
  part.startsWith('"')
    ? part.slice(1, /[^\\](\\\\)*"$/.test(part) || part === '""' ? -1 : undefined).replace(/\\(.)/g, '$1')
    : part
