import type { Answer } from '../server.ts'

/** The answer of a call that must succeed. */
export async function good<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { body, problem } = await asked
  if (problem) throw new Error(`${problem.code}: ${problem.title} ${problem.detail ?? ''}`)
  return body
}

export function idOf(list: { id: string; name: string }[], name: string): string {
  const found = list.find((it) => it.name === name)
  if (!found) throw new Error(`nothing is called ${name}`)
  return found.id
}
