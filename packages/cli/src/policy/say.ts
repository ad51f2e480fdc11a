import type { Severity } from '@bailiwick/policy'

const colours = { strong: 1, faint: 2, bad: 31, good: 32, careful: 33, note: 36 } as const
type Colour = keyof typeof colours

export const tone = { error: 'bad', warning: 'careful', info: 'note' } as const satisfies Record<Severity, Colour>

/** Colours what a person reads on a terminal; plain everywhere else, and where NO_COLOR is set (no-color.org). */
export function paint(colour: Colour, text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text
}

// A reader that closes early (`| head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

/** One line of the answer, on stdout. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** One sentence about why the command cannot do what it was asked, on stderr. */
export function complain(sentence: string): void {
  process.stderr.write(`bailiwick: ${sentence}\n`)
}

export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
