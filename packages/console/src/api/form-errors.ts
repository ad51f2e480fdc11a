import type { z } from 'zod'
import { ApiProblem } from './client.ts'

/** Field errors from a refusal: the place `body.email` becomes the field `email`. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {}
  const found: Record<string, string> = {}
  for (const { place, message, fix } of error.problems) {
    if (!place.startsWith('body.')) continue
    const field = place.slice('body.'.length)
    found[field] ??= fix ? `${capital(message)}. ${fix}` : capital(message)
  }
  return found
}

/**
 * Checks a form against the contract's own shape, so that most mistakes are shown before anything is sent. A form may hold more than it
 * sends; what is sent too much, the server names.
 */
export function shapeErrors(shape: z.ZodType, values: unknown): Record<string, string> {
  const checked = shape.safeParse(values)
  if (checked.success) return {}
  const found: Record<string, string> = {}
  const issues = checked.error.issues.filter((it) => it.code !== 'unrecognized_keys')
  for (const issue of issues) found[issue.path.join('.')] ??= capital(issue.message)
  return found
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
