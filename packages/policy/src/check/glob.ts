/** Why the client's glob library refuses a pattern, or undefined. An unclosed class is a plain bracket to it. */
export function globProblem(pattern: string): string | undefined {
  let depth = 0
  let unclosed = false
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index]
    if (char === '\\') index++
    else if (char === '{') depth++
    else if (char === '}') {
      if (depth === 0) return 'a } without its {'
      depth--
    } else if (char === '[' && !unclosed) {
      const end = classEnd(pattern, index)
      if (end < 0) {
        unclosed = true
        continue
      }
      const range = badRange(pattern.slice(index + 1, end))
      if (range) return `the range ${range} is backwards`
      index = end
    }
  }
  return depth > 0 ? 'a { without its }' : undefined
}

function classEnd(pattern: string, open: number): number {
  const first = pattern[open + 1] === '!' || pattern[open + 1] === '^' ? open + 2 : open + 1
  return pattern.indexOf(']', first + 1)
}

function badRange(inside: string): string | undefined {
  const body = /^[!^]/.test(inside) ? inside.slice(1) : inside
  for (let index = 1; index < body.length - 1; index++) {
    const from = body[index - 1] ?? ''
    const to = body[index + 1] ?? ''
    if (body[index] === '-' && from > to) return `${from}-${to}`
  }
  return undefined
}

/**
 * Why a pattern cannot be expanded on a device, or undefined: the Linux sandbox lists every file it covers before a session starts, and
 * gives up on the root folder, on files that come and go, and on more than 8,192 files (client 0.169.0).
 */
export function globReach(pattern: string): string | undefined {
  const first = pattern.search(/[*?[\]]/)
  if (first < 0 || !pattern.startsWith('/')) return undefined
  const folder = pattern.slice(0, pattern.lastIndexOf('/', first))
  if (/^[/.]*$/.test(folder)) return 'it begins in the root folder'
  if (/^\/proc(\/|$)/.test(folder)) return 'the files below /proc come and go'
  return /^\/usr\/\*\*(\/\*)?$/.test(pattern) ? 'it covers too many files' : undefined
}
