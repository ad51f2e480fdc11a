import { addressOf, errors, permissions, type RouteContract, routeGroups } from '@bailiwick/contracts'
import { z } from 'zod'

type Json = Record<string, unknown>

/** OpenAPI 3.1 of the admin API, made from the contracts alone. */
export function describeApi(publicUrl: string): Json {
  const paths: Record<string, Json> = {}
  for (const [tag, routes] of Object.entries(routeGroups)) {
    for (const [name, route] of Object.entries<RouteContract>(routes)) {
      const { method, path } = addressOf(route)
      const url = path.replace(/:(\w+)/g, '{$1}')
      paths[url] = { ...paths[url], [method.toLowerCase()]: operation(tag, name, route, path) }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Bailiwick admin API', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: publicUrl }],
    security: [{ adminKey: [] }, { session: [] }],
    tags: Object.keys(routeGroups).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        adminKey: { type: 'http', scheme: 'bearer', description: 'An admin key of the workspace in the path' },
        session: { type: 'apiKey', in: 'cookie', name: 'bailiwick_session' },
      },
      schemas: { Problem: problemSchema },
    },
  }
}

function operation(tag: string, name: string, route: RouteContract, path: string): Json {
  const status = String(route.returns || route.streams ? (route.status ?? 200) : 204)
  return {
    tags: [tag],
    operationId: `${tag.replaceAll(/\W/g, '')}_${name}`,
    summary: route.summary,
    description: [needsInWords(route.needs), proofInWords(route.stepUp)].filter(Boolean).join(' '),
    ...(route.needs === 'public' && { security: [] }),
    parameters: [...pathParameters(path), ...queryParameters(route.query)],
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
    }),
    responses: {
      [status]: {
        description: route.returns || route.streams ? 'Done' : 'Done, no body',
        ...(route.streams && { content: Object.fromEntries(route.streams.map((it) => [it, {}])) }),
        ...(route.returns && { content: { 'application/json': { schema: schemaOf(route.returns, 'output') } } }),
      },
      ...refusals(route),
    },
  }
}

function needsInWords(needs: RouteContract['needs']): string {
  if (needs === 'public') return 'Needs no sign-in.'
  if (needs === 'person') return 'Needs a signed-in person.'
  if (needs === 'member') return 'Needs an active member of the workspace.'
  return `Needs the permission \`${needs}\`: ${permissions[needs].label.toLowerCase()}.`
}

function proofInWords(stepUp: RouteContract['stepUp']): string {
  if (!stepUp) return ''
  const who = stepUp === 'always' ? 'everybody' : 'whoever has a second factor or works in a workspace that requires one'
  return `Asks ${who} for a proof of who they are within the last 15 minutes (\`session.step_up_needed\`); admin keys are not asked.`
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
}

function refusals({ fails: own = [], stepUp }: RouteContract): Json {
  const fails = stepUp ? [...own, 'session.step_up_needed' as const] : own
  const byStatus = Map.groupBy(fails, (code) => String(errors[code].status))
  const named = [...byStatus].map(([status, codes]) => [
    status,
    { description: codes.map((it) => `\`${it}\`: ${errors[it].title}`).join('; '), ...problemContent },
  ])
  return { ...Object.fromEntries(named), default: { description: 'A refusal, with its code and what to do', ...problemContent } }
}

function schemaOf(shape: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' }) as Json
  return schema
}

const problemContent = { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'fix', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(errors) },
    detail: { type: 'string' },
    fix: { type: 'string' },
    requestId: { type: 'string' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          place: { type: 'string' },
          message: { type: 'string' },
          line: { type: 'integer' },
          column: { type: 'integer' },
        },
      },
    },
  },
}
