/** Bare words the client takes as they are; anything that a shell would expand makes it judge the line as a whole. */
const bare = /[^ \t\r\n'"~*?[\]{}^#$\\()<>&`|;]/
const quotes = /['"]/
const blank = /[ \t\r]/
/** Words that begin something other than a plain command where a command is expected. */
const notCommands = new Set(
  'if for while until case select function ! export declare local readonly typeset unset unsetenv'.split(' '),
)

/**
 * Takes a command line apart as client 0.169.0 does: plain words and quotes joined by `&&`, `||`, `;`, `|` and line ends. Undefined when
 * there is anything else in it (a redirect, a variable, a wildcard, an assignment, `&`, brackets, a comment, a backslash): then the
 * client judges the whole line as one call of the shell. Each pair was seen with the real client (`recorded-commands.json`).
 */
function plainCommands(script: string): string[][] | undefined {
  const commands: string[][] = []
  let words: string[] = []
  let must = false // && and | want a command behind them
  let index = 0
  while (index < script.length) {
    const char = script[index] ?? ''
    if (char === '\n') {
      if (words.length > 0) commands.push(words)
      words = []
      index++
    } else if (blank.test(char)) {
      index++
    } else if (char === '\\' && script[index + 1] === '\n' && index + 2 < script.length) {
      index += 2
    } else if (char === ';' || char === '|' || char === '&') {
      if (words.length === 0) return undefined
      const operator = /^(&&|\|\||\||;)(?![&|;])/.exec(script.slice(index, index + 3))?.[0]
      if (!operator) return undefined
      commands.push(words)
      words = []
      must = operator !== ';'
      index += operator.length
    } else {
      const word = wordAt(script, index)
      if (!word) return undefined
      if (words.length === 0) {
        if (word.quoted || notCommands.has(word.text) || /^[A-Za-z_]\w*\+?=/.test(word.text)) return undefined
      } else if (word.text.startsWith('=') && !word.quoted) return undefined
      words.push(word.text)
      must = false
      index = word.end
    }
  }
  if (must) return undefined
  if (words.length > 0) commands.push(words)
  return commands.length > 0 ? commands : undefined
}

function wordAt(script: string, start: number): { text: string; end: number; quoted: boolean } | undefined {
  let text = ''
  let quoted = false
  let index = start
  for (
    let char = script[index];
    char !== undefined && !/[ \t\r\n;|&]/.test(char) && !script.startsWith('\\\n', index);
    char = script[index]
  ) {
    if (quotes.test(char)) {
      const close = script.indexOf(char, index + 1)
      const inside = close < 0 ? undefined : script.slice(index + 1, close)
      if (inside === undefined || (char === '"' && /[$`\\]/.test(inside))) return undefined
      text += inside
      quoted = true
      index = close + 1
    } else if (bare.test(char)) {
      text += char
      index++
    } else return undefined
  }
  return index > start ? { text, end: index, quoted } : undefined
}

const shells = new Set(['bash', 'zsh', 'sh'])

/**
 * What the rules are compared with: the commands inside, or the whole argument list when the client does not look inside. Only the
 * outermost shell is opened.
 */
export function commandsOf(argv: readonly string[]): { commands: (readonly string[])[]; complex: boolean } {
  const [program = '', flag, script, ...more] = argv
  const opens = shells.has(program.split('/').at(-1) ?? '') && (flag === '-lc' || flag === '-c') && more.length === 0
  if (!opens || script === undefined) return { commands: [argv], complex: false }
  const inside = plainCommands(script)
  return inside ? { commands: inside, complex: false } : { commands: [argv], complex: true }
}
