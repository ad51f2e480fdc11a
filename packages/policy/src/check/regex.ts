import { readClass } from './regex-class.ts'
import { escapeLength } from './regex-escape.ts'

/** `lite`: the small engine behind MCP matchers (no \p, nested classes or set operations). `full`: the one behind hook matchers. */
export type Dialect = 'lite' | 'full'

/** How many states the client's engine accepts before it calls an expression too big. */
const mostStates = 200_000

interface Frame {
  /** Something stands before the cursor that a repetition can apply to. */
  atom: boolean
  size: number
  last: number
  ignoreBlanks: boolean
}

/** Why the client's engine refuses a regular expression, or undefined. Linear in the length; backtracking engines are not consulted. */
export function regexProblem(pattern: string, dialect: Dialect): string | undefined {
  const deepest = dialect === 'lite' ? 45 : 245
  const names = new Set<string>()
  let frame: Frame = { atom: false, size: 0, last: 0, ignoreBlanks: false }
  const outer: Frame[] = []
  for (let index = 0; index < pattern.length; ) {
    const char = pattern[index] ?? ''
    if (frame.ignoreBlanks && /\s/.test(char)) {
      index++
    } else if (frame.ignoreBlanks && char === '#') {
      const end = pattern.indexOf('\n', index)
      index = end < 0 ? pattern.length : end + 1
    } else if (char === '(') {
      const group = readGroup(pattern, index, names)
      if (typeof group === 'string') return group
      index = group.next
      if (group.flagsOnly) {
        frame = { ...frame, ignoreBlanks: group.ignoreBlanks ?? frame.ignoreBlanks }
        continue
      }
      outer.push(frame)
      if (outer.length > deepest) return 'too many groups inside each other'
      frame = { atom: false, size: 0, last: 0, ignoreBlanks: group.ignoreBlanks ?? frame.ignoreBlanks }
    } else if (char === ')') {
      const parent = outer.pop()
      if (!parent) return 'a ) without its ('
      const size = frame.size + 2
      frame = { ...parent, atom: true, size: parent.size + size, last: size }
      index++
    } else if (char === '|') {
      frame = { ...frame, atom: false, size: frame.size + 1 }
      index++
    } else if (char === '*' || char === '+' || char === '?') {
      if (!frame.atom) return `nothing stands before ${char}`
      index += pattern[index + 1] === '?' ? 2 : 1
    } else if (char === '{') {
      const counted = readCount(pattern, index, frame)
      if (typeof counted === 'string') return counted
      index = counted.next
      frame = { ...frame, size: frame.size + frame.last * counted.times, last: frame.last * (counted.times + 1) }
      if (frame.size > mostStates) return 'it is too big when its repetitions are written out'
    } else {
      const length = atomLength(pattern, index, dialect)
      if (typeof length === 'string') return length
      const size = char === '[' ? 8 : 1
      index += length
      frame = { ...frame, atom: true, size: frame.size + size, last: size }
    }
  }
  return outer.length > 0 ? 'a ( without its )' : undefined
}

/** The length of a literal, an escape or a class, or why it cannot be read. */
function atomLength(pattern: string, index: number, dialect: Dialect): number | string {
  if (pattern[index] === '[') return readClass(pattern, index, dialect)
  if (pattern[index] === '\\') return escapeLength(pattern, index, dialect, false)
  return 1
}

type Group = { next: number; flagsOnly: boolean; ignoreBlanks?: boolean }

function readGroup(pattern: string, open: number, names: Set<string>): Group | string {
  if (pattern[open + 1] !== '?') return { next: open + 1, flagsOnly: false }
  const rest = pattern.slice(open + 2, open + 300)
  if (/^(=|!|<=|<!)/.test(rest)) return 'look-around is not supported'
  const named = /^P?<([^>]*)>/.exec(rest)
  if (named) {
    const name = named[1] ?? ''
    if (!/^[A-Za-z_][A-Za-z0-9_.[\]]*$/.test(name)) return 'the name of a group is not valid'
    if (names.has(name)) return `two groups are named ${name}`
    names.add(name)
    return { next: open + 2 + named[0].length, flagsOnly: false }
  }
  const flags = /^([A-Za-z-]*)([:)])/.exec(rest)
  if (!flags) return 'the start of a group cannot be read'
  const [whole, set = '', end] = flags
  if (end === ')' && set === '') return 'a group has no flags'
  if (!/^[imsUuRx]*(-[imsUuRx]+)?$/.test(set)) return 'a flag is not known'
  const letters = set.replace('-', '')
  if (new Set(letters).size !== letters.length) return 'a flag stands twice'
  const [on = '', off = ''] = set.split('-')
  const ignoreBlanks = on.includes('x') ? true : off.includes('x') ? false : undefined
  return { next: open + 2 + whole.length, flagsOnly: end === ')', ...(ignoreBlanks === undefined ? {} : { ignoreBlanks }) }
}

function readCount(pattern: string, open: number, frame: Frame): { next: number; times: number } | string {
  if (!frame.atom) return 'nothing stands before {'
  const count = /^\{(\d{1,9})(,(\d{0,9}))?\}\??/.exec(pattern.slice(open, open + 30))
  if (!count) return 'a counted repetition is written {2}, {2,} or {2,5}'
  const least = Number(count[1])
  const most = count[3] ? Number(count[3]) : least
  if (most < least) return 'a counted repetition has a minimum above its maximum'
  return { next: open + count[0].length, times: Math.max(most - 1, 0) }
}
