/** The tables of evidence, as migrations leave them. */
export type EvidenceTables = {}
