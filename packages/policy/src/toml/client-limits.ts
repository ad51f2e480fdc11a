/** Something client 0.169.0 refuses and the parser would take, at an offset of the text. */
export interface Fault {
  offset: number
  message: string
  deep: boolean
}

/** The longest dotted key the client reads. */
export const mostSteps = 80

export const keyFault = (offset: number): Fault => ({
  offset,
  message: `a key has more than ${mostSteps} steps`,
  deep: true,
})

/** Length of the shortest word that can be at fault: 1e309. */
export const shortestFault = 5

/** Whole numbers beyond 64 bits (of any size up to 300 digits when `anyWhole`, as client 0.130.0 reads them), decimal numbers beyond the largest float, and days a month does not have. */
export function wordFault(word: string, offset: number, anyWhole = false): Fault | undefined {
  const first = word.charCodeAt(word.charCodeAt(0) === 0x2b || word.charCodeAt(0) === 0x2d ? 1 : 0)
  if (!(first >= 0x30 && first <= 0x39)) return undefined
  if (word.length > 15 && isWhole.test(word)) {
    return fits64(word) || (anyWhole && word.length <= 300)
      ? undefined
      : { offset, message: 'the whole number does not fit into 64 bits', deep: false }
  }
  if (/^\d{4}-\d\d-\d\d/.test(word))
    return isDay(word) ? undefined : { offset, message: 'the month has no such day', deep: false }
  const decimal = (word.length > 300 || /[eE]/.test(word)) && /^[+-]?\d[\d_]*(\.[\d_]+)?([eE][+-]?[\d_]+)?$/.test(word)
  if (!decimal || Number.isFinite(Number(word.replaceAll('_', '')))) return undefined
  return { offset, message: 'the number is too large', deep: false }
}

const isWhole = /^(0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[+-]?\d[\d_]*)$/

/** Long numbers are told by their length: turning thousands of digits into one number takes long. */
function fits64(written: string): boolean {
  const [, sign = '', base = '', digits = ''] = /^([+-]?)(0[xob])?0*([\da-fA-F]*)$/.exec(written.replaceAll('_', '')) ?? []
  if (digits.length > 64) return false
  const value = BigInt(base + (digits || '0'))
  return BigInt.asIntN(64, value) === value || (sign === '-' && value === 2n ** 63n)
}

function isDay(written: string): boolean {
  const [year, month, day] = written.slice(0, 10).split('-').map(Number)
  return (day ?? 0) <= new Date(Date.UTC(2000 + ((year ?? 0) % 400), month ?? 0, 0)).getUTCDate()
}
