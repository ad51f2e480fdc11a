/**
 * A name that somebody chose, in quotes and on its own: whoever chose it cannot close the quotes and go on with our sentence, nor turn
 * its direction (UAX #9, isolates).
 */
export const quoted = (name: string): string => `“\u2068${plainName(name).replace(/["“”„‟«»]/g, "'")}\u2069”`

/** A name without the characters that are not seen; those that join letters and emoji stay. */
export const plainName = (name: string): string => name.replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
