/** The tables of evidence, as migrations leave them. */
export type EvidenceTables = {
  /** Calls by nobody known, counted by the hour; no address is kept. */
  noise_count: { hour: Date; kind: string; count: number }
}
