import { z } from 'zod'

/** One field of a body or a query, as the reference shows it. */
export interface ApiField {
  name: string
  type: string
  required: boolean
  note: string
}

interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  format?: string
  description?: string
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  allOf?: Schema[]
}

/** The fields of a shape, flattened: `groupIds[]`, `rules[].groupId`. `side` is what is sent in or what comes out. */
export function fieldsOf(shape: z.ZodType, side: 'input' | 'output'): ApiField[] {
  const schema = z.toJSONSchema(shape, { io: side, unrepresentable: 'any', reused: 'inline' }) as Schema // the parts read here are plain JSON Schema
  return fields(schema, '')
}

function fields(schema: Schema, path: string): ApiField[] {
  if (schema.type === 'array' && schema.items && path === '') return fields(schema.items, '[]')
  const choices = schema.oneOf ?? schema.anyOf
  const body = schema.properties ? schema : choices?.find((it) => it.properties)
  if (!body?.properties) return path === '' ? [] : []
  return Object.entries(body.properties).flatMap(([key, field]) => {
    const name = path ? `${path}.${key}` : key
    const inner = field.type === 'array' ? field.items : (field.anyOf?.find((it) => it.properties) ?? field)
    const nested = inner?.properties ? fields(inner, field.type === 'array' ? `${name}[]` : name) : []
    return [{ name, type: typeOf(field), required: body.required?.includes(key) ?? false, note: noteOf(field) }, ...nested]
  })
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map(String).join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  if (schema.anyOf ?? schema.oneOf) return (schema.anyOf ?? schema.oneOf ?? []).map(typeOf).join(' | ')
  if (schema.allOf?.[0]) return typeOf(schema.allOf[0])
  if (schema.type === 'array') return schema.items ? `list of ${typeOf(schema.items)}` : 'list'
  if (schema.format) return schema.format
  if (schema.properties) return 'object'
  return Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any')
}

function noteOf(schema: Schema): string {
  const limits: string[] = []
  if (schema.minLength !== undefined && schema.maxLength !== undefined) {
    limits.push(`${schema.minLength} to ${schema.maxLength} characters`)
  } else if (schema.maxLength !== undefined) limits.push(`up to ${schema.maxLength} characters`)
  else if (schema.minLength !== undefined) limits.push(`at least ${schema.minLength} characters`)
  if (schema.minItems !== undefined || schema.maxItems !== undefined) {
    limits.push(`${schema.minItems ?? 0} to ${schema.maxItems ?? 'any number'} items`)
  }
  const bounded = schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER
  if (bounded) limits.push(`${schema.minimum ?? 'up'} to ${schema.maximum}`)
  if (schema.default !== undefined && schema.default !== null && schema.default !== '')
    limits.push(`default ${say(schema.default)}`)
  return [schema.description, limits.join(', ')].filter(Boolean).join('. ')
}

function say(value: unknown): string {
  return Array.isArray(value) && value.length === 0 ? 'empty' : String(value)
}
