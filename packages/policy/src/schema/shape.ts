/**
 * The type of a TOML value, as data. `required` fields of a table must be present; `oneOf` is a table with exactly one of its fields.
 * Client 0.169.0 also reads some tables written as arrays and some choices written as tables; those forms are not offered, because
 * nobody means them and other versions refuse them.
 */
export type Shape =
  | { is: 'text'; nonEmpty?: true }
  | { is: 'flag' }
  | { is: 'whole'; min: bigint; max: bigint }
  | { is: 'number' }
  | { is: 'choice'; values: readonly string[] }
  | { is: 'list'; of: Shape }
  | { is: 'map'; of: Shape }
  | { is: 'table'; fields: Fields; unknown: 'warn' | 'refuse' | 'silent' }
  | { is: 'either'; options: readonly Shape[]; expected: string }
  | { is: 'tagged'; by: string; kinds: Readonly<Record<string, Shape & { is: 'table' }>> }
  | { is: 'oneOf'; fields: Fields }
  | { is: 'anything' }

type Field = Shape & { required?: true }
export type Fields = Readonly<Record<string, Field>>

export const nonEmptyText = { is: 'text', nonEmpty: true } as const satisfies Shape
export const text = { is: 'text' } as const satisfies Shape
export const flag = { is: 'flag' } as const satisfies Shape
export const anything = { is: 'anything' } as const satisfies Shape
export const u16 = { is: 'whole', min: 0n, max: 65_535n } as const satisfies Shape
export const u64 = { is: 'whole', min: 0n, max: 2n ** 63n - 1n } as const satisfies Shape

export const choice = (...values: string[]) => ({ is: 'choice', values }) as const satisfies Shape
export const oneOf = (fields: Fields) => ({ is: 'oneOf', fields }) as const satisfies Shape
export const list = (of: Shape) => ({ is: 'list', of }) as const satisfies Shape
export const map = (of: Shape) => ({ is: 'map', of }) as const satisfies Shape
export const table = (fields: Fields) => ({ is: 'table', fields, unknown: 'warn' }) as const satisfies Shape
export const strictTable = (fields: Fields) => ({ is: 'table', fields, unknown: 'refuse' }) as const satisfies Shape
export const looseTable = (fields: Fields) => ({ is: 'table', fields, unknown: 'silent' }) as const satisfies Shape
export const either = (expected: string, ...options: Shape[]) => ({ is: 'either', options, expected }) as const satisfies Shape
export const required = <S extends Shape>(shape: S) => ({ ...shape, required: true as const })
