/** The tables of second factors, as migrations leave them. */
export type FactorTables = {}
