/** A line diff for people: unchanged lines are left out but for one on each side of a change. */
export function textDiff(before: string, after: string): string[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  const rows = trace(a, b)
  return rows
    .filter((_row, index) => [index - 1, index, index + 1].some((at) => rows[at] !== undefined && !rows[at].startsWith(' ')))
    .map((row) => row.trimEnd())
}

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/))

/** Longest common subsequence, on what is between the equal beginning and the equal end. */
function trace(a: readonly string[], b: readonly string[]): string[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let tail = 0
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const [left, right] = [a.slice(start, a.length - tail), b.slice(start, b.length - tail)]
  const width = right.length + 1
  const longest = new Uint32Array((left.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] ?? 0
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      longest[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const rows = a.slice(0, start).map((line) => `  ${line}`)
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      rows.push(`  ${left[i]}`)
      i++
      j++
    } else if (i < left.length && (j >= right.length || at(i + 1, j) >= at(i, j + 1))) rows.push(`- ${left[i++]}`)
    else rows.push(`+ ${right[j++]}`)
  }
  return [...rows, ...a.slice(a.length - tail).map((line) => `  ${line}`)]
}
