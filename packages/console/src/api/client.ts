import {
  addressOf,
  type BodyIn,
  type ErrorCode,
  type ParamsOf,
  type ProblemBody,
  type ProblemPlace,
  type QueryIn,
  type ReturnsOf,
  type RouteContract,
} from '@bailiwick/contracts'

/** What a call carries: exactly the parts that its contract names. */
export type CallInput<R> = ([keyof ParamsOf<R>] extends [never] ? unknown : { params: ParamsOf<R> }) &
  (R extends { body: unknown } ? { body: BodyIn<R> } : unknown) &
  (R extends { query: unknown } ? { query?: QueryIn<R> } : unknown) & { signal?: AbortSignal }

type LooseInput = {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
}

/** A refusal (RFC 9457) or a server that could not be reached, in the words the screen shows. */
export class ApiProblem extends Error {
  readonly code: ErrorCode | 'console.unreachable'
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly fix: string
  readonly requestId: string | undefined
  readonly problems: ProblemPlace[]
  /** The whole answer: codes add what their reader needs, for instance `current`. */
  readonly body: Partial<ProblemBody>

  constructor(code: ErrorCode | 'console.unreachable', status: number, body: Partial<ProblemBody>) {
    super(body.detail ?? body.title ?? code)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.title = body.title ?? 'The server answered in a way the console does not understand'
    this.detail = body.detail
    this.fix = body.fix ?? 'Try again. If it stays, tell the operator.'
    this.requestId = body.requestId
    this.problems = body.problems ?? []
    this.body = body
  }
}

/** Fills a contract's path and query: `/api/v1/workspaces/…?search=ada`. */
export function urlOf(route: RouteContract, input: Pick<LooseInput, 'params' | 'query'>): string {
  const path = addressOf(route).path.replace(/:(\w+)/g, (_, name: string) => {
    const value = input.params?.[name]
    if (value === undefined) throw new Error(`no value for :${name} in ${addressOf(route).path}`)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

/** Calls one route of the admin API as the person who is signed in. Throws `ApiProblem`. */
export async function call<const R extends RouteContract>(route: R, input: CallInput<R>): Promise<ReturnsOf<R>> {
  const loose = input as LooseInput // CallInput has checked the parts against the contract
  const answer = await send(route, loose)
  if (answer.ok) {
    // The server checks its answers against the same contract, so the shape is known here.
    return (answer.status === 204 ? undefined : await answer.json()) as ReturnsOf<R>
  }
  throw await toProblem(answer)
}

async function send(route: RouteContract, { body, signal, ...address }: LooseInput): Promise<Response> {
  try {
    return await fetch(urlOf(route, address), {
      method: addressOf(route).method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      credentials: 'same-origin',
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiProblem('console.unreachable', 0, {
      title: 'The server does not answer',
      fix: 'Check your connection and that Bailiwick is running, then try again.',
    })
  }
}

async function toProblem(answer: Response): Promise<ApiProblem> {
  const body = await answer.json().then(
    (it: unknown) => (it !== null && typeof it === 'object' ? (it as Partial<ProblemBody>) : {}), // read defensively below
    () => ({}) as Partial<ProblemBody>, // a proxy's page instead of ours: nothing of it is usable
  )
  return new ApiProblem(body.code ?? 'server.failed', answer.status, body)
}
