/** The tables of single sign-on, as migrations leave them. */
export type SsoTables = {}
