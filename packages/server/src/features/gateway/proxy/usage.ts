import { z } from 'zod'

/** Tokens of one model call. */
export interface Usage {
  input: number
  cached: number
  output: number
  reasoning: number
}

export const noUsage: Usage = { input: 0, cached: 0, output: 0, reasoning: 0 }

const maxInt = 2 ** 31 - 1
const count = (value: number | undefined): number => Math.min(Math.max(Math.trunc(value ?? 0) || 0, 0), maxInt)
const ResponsesUsage = z.object({
  input_tokens: z.number(),
  output_tokens: z.number().optional(),
  input_tokens_details: z.object({ cached_tokens: z.number() }).partial().nullish().catch(null),
  output_tokens_details: z.object({ reasoning_tokens: z.number() }).partial().nullish().catch(null),
})

/** Reads a `usage` object of the Responses API; whatever else it is counts as nothing. */
export function readUsage(value: unknown): Usage {
  const { data } = ResponsesUsage.safeParse(value)
  if (!data) return noUsage
  return {
    input: count(data.input_tokens),
    cached: count(data.input_tokens_details?.cached_tokens),
    output: count(data.output_tokens),
    reasoning: count(data.output_tokens_details?.reasoning_tokens),
  }
}

/**
 * Finds the last `usage` object in the end of a JSON text whose beginning is lost. Inside a string the quotes would be escaped, so
 * what a model says cannot be taken for it.
 */
export function usageInTail(text: string): Usage {
  for (let at = text.lastIndexOf('"usage"'); at >= 0; at = at > 0 ? text.lastIndexOf('"usage"', at - 1) : -1) {
    const object = /^"usage"\s*:\s*(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/.exec(text.slice(at, at + 4_000))?.[1]
    if (text[at - 1] === '\\' || !object) continue
    try {
      const usage = readUsage(JSON.parse(object))
      if (usage !== noUsage) return usage
    } catch {
      // not the object that was meant
    }
  }
  return noUsage
}
