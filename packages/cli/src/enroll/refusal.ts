/** Exit codes: 0 done, or nothing to do; 1 the check or the state is not as hoped; 2 a wrong call; 3 refused, nothing was changed. */
export const exits = { done: 0, notSo: 1, wrongCall: 2, refused: 3 } as const

/** A reason not to touch a file; its message is for the person, and nothing was changed. */
export class Refusal extends Error {}
