import type { FastifyInstance } from 'fastify'
import type { Handler } from './dialect.ts'
import { mostBulkOperations } from './discovery.ts'
import { isObject, type Json } from './read-value.ts'
import { urns } from './schema.ts'
import { invalidValue, ScimError } from './scim-error.ts'

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Operation {
  method: Method
  path: string
  bulkId: string | null
  version: string | null
  data: unknown
}

const methods: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'] satisfies Method[]

/**
 * Many operations in one call (RFC 7644 §3.7). Each goes the way that a call of its own goes, in order and in a transaction of its own; one
 * that refers to another by `bulkId:` waits for it (§3.7.2). After `failOnErrors` errors the rest is not tried.
 */
export const bulkHandler =
  (server: FastifyInstance): Handler =>
  async ({ request, baseUrl }) => {
    const { operations, failOnErrors } = readRequest(request.body)
    const made = new Map<string, string>()
    const answers = new Map<Operation, Json>()
    let errors = 0
    let waiting = operations
    while (waiting.length > 0 && errors < failOnErrors) {
      const held: Operation[] = []
      for (const operation of waiting) {
        if (errors >= failOnErrors) break
        if (unresolved(operation, made).length > 0) {
          held.push(operation)
          continue
        }
        const answer = await perform(server, request, baseUrl, operation, made)
        if ('response' in answer) errors += 1
        answers.set(operation, answer)
      }
      if (held.length === waiting.length) {
        for (const operation of held) answers.set(operation, dangling(operation, made))
        break
      }
      waiting = held
    }
    // In the order in which they were asked; what was not tried is not answered (§3.7.3).
    const tried = operations.flatMap((it) => answers.get(it) ?? [])
    return { status: 200, body: { schemas: [urns.bulkResponse], Operations: tried } }
  }

function readRequest(body: unknown): { operations: Operation[]; failOnErrors: number } {
  const list = isObject(body) ? body.Operations : undefined
  if (!isObject(body) || !Array.isArray(list))
    throw new ScimError(400, 'A bulk request has a list of Operations.', 'invalidSyntax')
  if (list.length > mostBulkOperations)
    throw new ScimError(413, `At most ${mostBulkOperations} operations come in one bulk request.`)
  const { failOnErrors = Number.POSITIVE_INFINITY } = body
  if (typeof failOnErrors !== 'number' || failOnErrors < 1) throw invalidValue('failOnErrors is a number from 1 on.')
  const operations = list.map(readOperation)
  const ids = operations.flatMap((it) => it.bulkId ?? [])
  if (new Set(ids).size < ids.length) throw invalidValue('A bulkId stands twice.')
  return { operations, failOnErrors }
}

function readOperation(value: unknown, index: number): Operation {
  const at = `Operation ${index + 1}`
  if (!isObject(value)) throw invalidValue(`${at} is not an object.`)
  const method = String(value.method).toUpperCase()
  if (!methods.includes(method)) throw invalidValue(`${at} has no method that changes something.`)
  const { path, bulkId, version, data } = value
  const fits = method === 'POST' ? /^\/(Users|Groups)$/ : /^\/(Users|Groups)\/[\w:.-]{1,200}$/
  if (typeof path !== 'string' || !fits.test(path)) throw invalidValue(`${at} has no path that ${method} is for.`)
  if (method === 'POST' && typeof bulkId !== 'string') throw invalidValue(`${at} makes something and has no bulkId.`)
  return {
    method: method as Method, // one of the list above
    path,
    bulkId: typeof bulkId === 'string' ? bulkId : null,
    version: typeof version === 'string' ? version : null,
    data,
  }
}

const reference = /^bulkId:(.+)$/

/** The references of an operation that lead to nothing that was made yet. */
function unresolved({ path, data }: Operation, made: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      const name = reference.exec(value)?.[1]
      if (name !== undefined && !made.has(name)) found.push(name)
    } else if (Array.isArray(value)) value.forEach(look)
    else if (isObject(value)) Object.values(value).forEach(look)
  }
  look(path.split('/')[2])
  look(data)
  return found
}

/** Data or path with every reference as the id of what was made. */
function resolve(value: unknown, made: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return made.get(reference.exec(value)?.[1] ?? '') ?? value
  if (Array.isArray(value)) return value.map((it) => resolve(it, made))
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, resolve(it, made)]))
  return value
}

async function perform(
  server: FastifyInstance,
  request: Parameters<Handler>[0]['request'],
  baseUrl: string,
  { method, path, bulkId, version, data }: Operation,
  made: Map<string, string>,
): Promise<Json> {
  const [, kind, id] = path.split('/')
  const target = id === undefined ? `/${kind}` : `/${kind}/${encodeURIComponent(String(resolve(id, made)))}`
  const answer = await server.inject({
    method,
    url: `/scim/v2${target}`,
    remoteAddress: request.ip,
    headers: {
      authorization: request.headers.authorization,
      'user-agent': request.headers['user-agent'],
      ...(version !== null && { 'if-match': version }),
      ...(method !== 'DELETE' && { 'content-type': 'application/scim+json' }),
    },
    ...(method !== 'DELETE' && { payload: JSON.stringify(resolve(data ?? {}, made)) }),
  })
  const body: unknown = answer.body ? answer.json() : undefined
  const refused = answer.statusCode >= 400
  const newId = isObject(body) && typeof body.id === 'string' ? body.id : undefined
  if (!refused && bulkId !== null && newId !== undefined) made.set(bulkId, newId)
  const location = id === undefined ? newId && `${baseUrl}/${kind}/${newId}` : `${baseUrl}${target}`
  return {
    method,
    ...(bulkId !== null && { bulkId }),
    ...(location && { location }),
    ...(typeof answer.headers.etag === 'string' && { version: answer.headers.etag }),
    status: String(answer.statusCode),
    ...(refused && { response: body }),
  }
}

/** What refers to nothing in this request, or in a circle (§3.7.1: 409). */
function dangling(operation: Operation, made: ReadonlyMap<string, string>): Json {
  const names = unresolved(operation, made).join(', ')
  const detail = `It refers to ${names}, which nothing in this request made.`
  return {
    method: operation.method,
    ...(operation.bulkId !== null && { bulkId: operation.bulkId }),
    status: '409',
    response: { schemas: [urns.error], status: '409', scimType: 'invalidValue', detail },
  }
}
