const newline = 0x0a
/** No fact is longer; a file of another kind is not read into memory whole. */
const mostBytes = 64 * 1024 * 1024

/** The lines of a stream of bytes, without their line feeds. `ended` is false for a last line that has none. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<{ bytes: Uint8Array; ended: boolean }> {
  let parts: Uint8Array[] = []
  let held = 0
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield { bytes: Buffer.concat([...parts, chunk.subarray(start, end)]), ended: true }
      parts = []
      held = 0
      start = end + 1
    }
    parts.push(chunk.subarray(start))
    held += chunk.length - start
    if (held > mostBytes) throw new Error('a line is longer than 64 MiB; this is no export')
  }
  if (held > 0) yield { bytes: Buffer.concat(parts), ended: false }
}
