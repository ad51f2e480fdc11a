import { ErrorState } from './error-state.tsx'

/** A refusal that no field can carry. Stays silent when the fields have said everything. */
export function FormProblem({ error, said }: { error: unknown; said: Record<string, unknown> }) {
  if (!error || Object.keys(said).length > 0) return null
  return <ErrorState error={error} />
}
