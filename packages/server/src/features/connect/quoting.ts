/** A word for sh, bash and zsh: harmless words as they are, everything else between single quotes, where nothing is special. */
export const forShell = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** A string for PowerShell, which takes typographic quotes for a single quote as well; doubled, each stands for itself. */
export const forPowerShell = (text: string): string => `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`
