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
import { proveAgain } from './step-up.ts'

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

/** What only the console itself can find: no server, or a question that was closed. */
type ConsoleCode = 'console.unreachable' | 'console.not_proved'

/** A refusal (RFC 9457) or a server that could not be reached, in the words the screen shows. */
export class ApiProblem extends Error {
  readonly code: ErrorCode | ConsoleCode
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly fix: string
  readonly requestId: string | undefined
  readonly problems: ProblemPlace[]
  /** The whole answer: codes add what their reader needs, for instance `current`. */
  readonly body: Partial<ProblemBody>

  constructor(code: ErrorCode | ConsoleCode, status: number, body: Partial<ProblemBody>) {
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

/**
 * Calls one route of the admin API as the person who is signed in. Where the server wants a recent proof of who that is, the person is
 * asked and the call is sent again; whoever closes the question gets `console.not_proved`. Throws `ApiProblem`.
 */
export async function call<const R extends RouteContract>(route: R, input: CallInput<R>): Promise<ReturnsOf<R>> {
  return read<R>(await sendProved(route, input as LooseInput)) // CallInput has checked the parts against the contract
}

/** Opens an answer that comes bit by bit (an export), with the same question. Throws `ApiProblem`. */
export async function openStream<const R extends RouteContract>(
  route: R,
  input: CallInput<R>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const answer = await sendProved(route, input as LooseInput) // as in `call`
  return answer.body ?? new Blob([]).stream()
}

async function sendProved(route: RouteContract, input: LooseInput): Promise<Response> {
  const answer = await send(route, input)
  if (answer.ok) return answer
  const problem = await toProblem(answer)
  if (problem.code !== 'session.step_up_needed') throw problem
  const outcome = await proveAgain(problem.body.methods)
  if (outcome === 'nobody_asks') throw problem
  if (outcome === 'cancelled') throw notProved()
  const second = await send(route, input)
  if (second.ok) return second
  throw await toProblem(second)
}

/** The server checks its answers against the same contract, so the shape is known here. */
async function read<R>(answer: Response): Promise<ReturnsOf<R>> {
  return (answer.status === 204 ? undefined : await answer.json()) as ReturnsOf<R>
}

function notProved(): ApiProblem {
  return new ApiProblem('console.not_proved', 403, {
    title: 'Nothing was changed',
    fix: 'You closed the question whether it is you. What you filled in is still here; send it again when you like.',
  })
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
