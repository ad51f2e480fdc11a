import { z } from 'zod'

/** The prefix of everything that belongs to one workspace (WS-01: the UUID stands in API paths). */
export const ws = '/api/v1/workspaces/:workspaceId' as const

export const Time = z.iso.datetime({ offset: true }).describe('RFC 3339, UTC')
export const WorkspaceId = z.uuid()
export const Email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email({ error: 'is not an e-mail address' }))
/** Control characters, and those that are not seen or turn the direction of what follows: a name with them passes for another one. */
const unseen = /^[^\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]*$/u

/** A name that somebody chooses; runs of white space are one space. */
export const Name = z
  .string()
  .trim()
  .overwrite((it) => it.replace(/\s+/g, ' '))
  .min(1, 'must not be empty')
  .max(120, 'is longer than 120 characters')
  .regex(unseen, 'contains a character that is not seen')
export const Password = z.string().min(12, 'needs at least 12 characters').max(256)

const oneTo200 = 'must be a whole number from 1 to 200'

/** Cursor paging: pass `nextCursor` back as `cursor`; `null` means the end. */
export const PageQuery = z.strictObject({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number(oneTo200).int(oneTo200).min(1, oneTo200).max(200, oneTo200).default(50),
})
export const SearchQuery = PageQuery.extend({ search: z.string().trim().max(200).optional() })

export function page<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** A person as others see them. */
export const PersonRef = z.strictObject({ id: z.string(), name: z.string(), email: z.string() })
export type PersonRef = z.infer<typeof PersonRef>
export const NamedRef = z.strictObject({ id: z.string(), name: z.string() })
export type NamedRef = z.infer<typeof NamedRef>
