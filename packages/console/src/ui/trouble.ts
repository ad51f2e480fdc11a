/** Anything that went wrong, in the words a person can act on. */
export interface Trouble {
  title: string
  detail?: string | undefined
  fix?: string | undefined
  requestId?: string | undefined
}

/** Reads an error that describes itself (title, detail, fix, request id); any other becomes a plain sentence. */
export function toTrouble(error: unknown): Trouble {
  if (error !== null && typeof error === 'object' && 'title' in error && typeof error.title === 'string') {
    const text = (name: string) => {
      const value: unknown = Reflect.get(error, name)
      return typeof value === 'string' ? value : undefined
    }
    return { title: error.title, detail: text('detail') ?? sayPlaces(error), fix: text('fix'), requestId: text('requestId') }
  }
  return {
    title: 'Something went wrong in this page',
    detail: error instanceof Error ? error.message : undefined,
    fix: 'Reload the page. If it stays, tell the operator what you did.',
  }
}

/** `body.name: must not be empty; …`, of a refusal that names places and says nothing else. */
function sayPlaces(error: object): string | undefined {
  const problems: unknown = Reflect.get(error, 'problems')
  if (Reflect.get(error, 'code') !== 'request.invalid' || !Array.isArray(problems) || problems.length === 0) return undefined
  return problems.map(({ place, message }: { place?: string; message?: string }) => `${place ?? ''}: ${message ?? ''}`).join('; ')
}
