/** The tables of directories, as migrations leave them. */
export type DirectoryTables = {}
