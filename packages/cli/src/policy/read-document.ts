import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'

/** A document as it was given; `badByte` is where it stops being UTF-8, which is what TOML is written in. */
export interface GivenDocument {
  file: string
  contents: string
  badByte?: { line: number; column: number }
}

/** Reads a file, or standard input for `-`. Returns a sentence when it cannot. */
export async function readDocument(file: string): Promise<GivenDocument | { file: string; unreadable: string }> {
  try {
    const bytes = file === '-' ? await standardInput() : await readFile(resolve(whereTheUserStands(), file))
    const contents = bytes.toString('utf8')
    const badByte = firstBadByte(bytes, contents)
    return { file, contents, ...(badByte ? { badByte } : {}) }
  } catch (error) {
    return { file, unreadable: `${file} cannot be read: ${reasonOf(error)}.` }
  }
}

let typed: Promise<Buffer> | undefined

/** Standard input can be read once; whoever asks again gets the same. */
function standardInput(): Promise<Buffer> {
  typed ??= buffer(process.stdin)
  return typed
}

/** `npm run bailiwick` changes to the repository's root and says where it was called. */
export function whereTheUserStands(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_lifecycle_event === 'bailiwick' && env.INIT_CWD ? env.INIT_CWD : process.cwd()
}

/** Decoding puts U+FFFD where the bytes make no sense, so encoding again differs there. */
function firstBadByte(bytes: Buffer, contents: string): { line: number; column: number } | undefined {
  if (!contents.includes('\uFFFD')) return undefined
  const again = Buffer.from(contents)
  if (again.equals(bytes)) return undefined
  const offset = bytes.findIndex((byte, index) => byte !== again[index])
  const before = bytes
    .subarray(0, offset < 0 ? bytes.length : offset)
    .toString('utf8')
    .replace(/\uFFFD$/, '')
    .split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}
