/** A failure whose message already says what to do; shown without a stack trace. */
export class StepFailure extends Error {}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** One line per step: animated on a terminal, two plain lines elsewhere. */
export function showProgress(title) {
  const started = Date.now()
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
  const animated = process.stderr.isTTY === true && process.env.CI === undefined
  let frame = 0
  let detail = ''
  const draw = () => process.stderr.write(`\r\x1b[K${frames[frame++ % frames.length]} ${title} ${detail} ${seconds()}`)
  const timer = animated ? setInterval(draw, 100) : undefined
  if (!animated) console.error(`- ${title} …`)
  const finish = (mark, text) => {
    clearInterval(timer)
    if (animated) process.stderr.write('\r\x1b[K')
    console.error(`${mark} ${title} (${seconds()})${text ? `\n  ${text.replaceAll('\n', '\n  ')}` : ''}`)
  }
  return {
    report: (text) => {
      detail = `· ${text} ·`
      if (!animated) console.error(`  ${text}`)
    },
    done: (note) => finish('✓', note),
    failed: (reason) => finish('✗', reason),
  }
}
