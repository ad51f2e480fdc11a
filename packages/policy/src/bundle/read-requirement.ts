import { type TomlValue, valueAt } from '../toml/parse-toml.ts'
import { positionsOf } from '../toml/positions.ts'
import { isReadable, readFragment } from './read-fragment.ts'

/**
 * What one document requires at a path of keys, as the client reads it (tables and dates too), and where its key is written; undefined
 * when the document says nothing there or is not TOML. The document is parsed once for all who ask, so values must not be changed.
 */
export function readRequirement(
  contents: string,
  path: readonly string[],
): { value: TomlValue; line: number; column: number } | undefined {
  const read = readFragment({ id: '', name: '', contents })
  const value = isReadable(read) ? valueAt(read.root, path) : undefined
  if (value === undefined || !isReadable(read)) return undefined
  const [top = '', ...below] = path
  const { line, column } = positionsOf(contents)([...(read.spelled.get(top) ?? [top]), ...below], 'key')
  return { value, line, column }
}
