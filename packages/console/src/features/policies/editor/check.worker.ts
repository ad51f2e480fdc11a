import { type Check, checkPolicy } from '@bailiwick/policy'

export interface CheckAsked {
  turn: number
  contents: string
}

export interface CheckAnswered {
  turn: number
  check: Check
}

/** The engine beside the page: a large document is judged without holding up the typing. */
self.addEventListener('message', ({ data }: MessageEvent<CheckAsked>) => {
  const answer: CheckAnswered = { turn: data.turn, check: checkPolicy(data.contents) }
  self.postMessage(answer)
})
