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

/** Says of one entry of a list (`networks.1`) beside the list itself, with the entry: the entry has no field of its own. */
export function besideFields(errors: Record<string, string>, values: Record<string, unknown>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [place, message] of Object.entries(errors)) {
    const [, field, index] = /^([^.]+)\.(\d+)$/.exec(place) ?? []
    const list = field === undefined ? undefined : values[field]
    if (field === undefined || !Array.isArray(list)) found[place] = message
    else found[field] ??= `${list[Number(index)]}: ${message}`
  }
  return found
}

export const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
