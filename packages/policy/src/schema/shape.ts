/**
 * The type of a TOML value, as data. `required` fields of a table must be present; `oneOf` is a table with exactly one of its fields.
 * The client also reads many tables written as arrays of their values (`order`; a name with ? may be missing at the end, ... stands for values it ignores), and most choices
 * written as a table with one empty entry (all but `bare` ones): `use-usual-forms.ts` turns these into what they mean.
 */
export type Shape =
  | { is: 'text'; nonEmpty?: true }
  | { is: 'flag' }
  | { is: 'whole'; min: bigint; max: bigint }
  | { is: 'number' }
  | { is: 'choice'; values: readonly string[]; bare?: true }
  | { is: 'list'; of: Shape }
  | { is: 'map'; of: Shape }
  | { is: 'table'; fields: Fields; unknown: 'warn' | 'refuse' | 'silent'; order?: readonly string[] }
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
/** A choice that only a string can make. */
export const bareChoice = (...values: string[]) => ({ is: 'choice', values, bare: true }) as const satisfies Shape
export const oneOf = (fields: Fields) => ({ is: 'oneOf', fields }) as const satisfies Shape
export const list = (of: Shape) => ({ is: 'list', of }) as const satisfies Shape
export const map = (of: Shape) => ({ is: 'map', of }) as const satisfies Shape
export const table = (fields: Fields) => ({ is: 'table', fields, unknown: 'warn' }) as const satisfies Shape
export const strictTable = (fields: Fields) => ({ is: 'table', fields, unknown: 'refuse' }) as const satisfies Shape
export const looseTable = (fields: Fields) => ({ is: 'table', fields, unknown: 'silent' }) as const satisfies Shape
export const either = (expected: string, ...options: Shape[]) => ({ is: 'either', options, expected }) as const satisfies Shape
export const required = <S extends Shape>(shape: S) => ({ ...shape, required: true as const })
/** The same table, which may also be written as an array of its values in this order. */
export const inOrder = <S extends Shape & { is: 'table' }>(order: string, shape: S) => ({ ...shape, order: order.split(' ') })
