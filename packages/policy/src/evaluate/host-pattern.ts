/** A host as the client compares it: no case, no brackets, no port, no closing dot. */
export function bareHost(text: string): string {
  const host = text.trim().toLowerCase()
  const close = host.startsWith('[') ? host.indexOf(']') : -1
  const inner = close > 0 ? host.slice(1, close) : host.split(':').length === 2 ? host.slice(0, host.indexOf(':')) : host
  let length = inner.length
  while (inner[length - 1] === '.') length--
  return inner.slice(0, length)
}

/** `*.x` stands for every subdomain of x and not for x, `**.x` for both; a `*` elsewhere for any letters, dots too, a `?` for one. */
export function hostFits(pattern: string, host: string): boolean {
  const text = pattern.trim()
  if (text.startsWith('**.')) {
    const apex = bareHost(text.slice(3))
    return globFits(apex, host) || globFits(`*.${apex}`, host)
  }
  if (text.startsWith('*.')) return globFits(`*.${bareHost(text.slice(2))}`, host)
  return globFits(bareHost(text), host)
}

/** Matches in time proportional to both lengths: no pattern makes it slow. */
export function globFits(pattern: string, text: string): boolean {
  let at = 0
  let mark = -1
  let resume = 0
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === '*') {
      mark = at++
      resume = index
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at++
      index++
    } else if (mark >= 0) {
      at = mark + 1
      index = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/** Addresses of the device itself and of private networks, as far as the text shows. */
export function isLocal(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  if (/^(::1?|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)$/.test(host)) return true
  const parts = host.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return false
  const [a = 0, b = 0] = parts.map(Number)
  return (
    a === 0 || a === 10 || a === 127 || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)
  )
}
