/** The tables of evidence, as migrations leave them. */
export type EvidenceTables = {
  /** Committed facts without a place in the chain; a trigger on `fact` writes them. */
  fact_waiting: { fact_id: string }
  /** Calls by nobody known, counted by the hour; no address is kept. */
  noise_count: { hour: Date; kind: string; count: number }
}
