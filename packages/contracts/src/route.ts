import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'
import type { Permission } from './permissions.ts'

/**
 * What a caller must hold: `public` (nobody), `person` (signed in, no workspace), `member` (an active member of the
 * workspace in the path), or a permission in that workspace.
 */
export type Needs = 'public' | 'person' | 'member' | Permission

/**
 * Whether a call needs a proof of who calls within the last 15 minutes: `true` asks whoever has a second factor or works in a workspace
 * that requires one, `always` asks everybody. Admin keys are not asked.
 */
export type StepUp = true | 'always'

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type At = { [V in Verb]: { [K in V]: string } }[Verb]

export type RouteContract = At & {
  /** One sentence for the API reference. */
  summary: string
  needs: Needs
  stepUp?: StepUp
  query?: z.ZodType
  body?: z.ZodType
  /** The largest body in bytes, where it is more than the usual megabyte. */
  maxBytes?: number
  /** The answer's shape; `null` is 204 without a body. */
  returns: z.ZodType | null
  /** The media types of an answer that is streamed and has no shape of its own; `returns` is null then. */
  streams?: readonly string[]
  /** 200 unless said otherwise. */
  status?: number
  /** Codes beyond those every route may answer (request.*, access.*, server.*). */
  fails?: readonly ErrorCode[]
}

export const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const satisfies readonly Verb[]

/** Declares the routes of one room; server, console, CLI and API reference all read this. */
export function defineRoutes<const R extends Record<string, RouteContract>>(routes: R): R {
  return routes
}

/** The verb and path of a route, as one pair. */
export function addressOf(route: RouteContract): { method: Uppercase<Verb>; path: string } {
  for (const verb of verbs) {
    if (verb in route) {
      return { method: verb.toUpperCase() as Uppercase<Verb>, path: Reflect.get(route, verb) as string } // `in` has just shown it
    }
  }
  throw new Error(`route without a verb: ${route.summary}`)
}

type Segments<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Segments<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never

type PathOf<R> = R extends { get: infer P }
  ? P
  : R extends { post: infer P }
    ? P
    : R extends { put: infer P }
      ? P
      : R extends { patch: infer P }
        ? P
        : R extends { delete: infer P }
          ? P
          : never

export type ParamsOf<R> = PathOf<R> extends infer P extends string ? { [K in Segments<P>]: string } : never
export type BodyOf<R> = R extends { body: infer B extends z.ZodType } ? z.output<B> : undefined
export type BodyIn<R> = R extends { body: infer B extends z.ZodType } ? z.input<B> : undefined
export type QueryOf<R> = R extends { query: infer Q extends z.ZodType } ? z.output<Q> : Record<string, never>
export type QueryIn<R> = R extends { query: infer Q extends z.ZodType } ? z.input<Q> : Record<string, never>
export type ReturnsOf<R> = R extends { returns: infer T } ? (T extends z.ZodType ? z.output<T> : undefined) : never
