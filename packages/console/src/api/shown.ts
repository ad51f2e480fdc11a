/** For a refusal that its mutation shows beside what caused it: nothing else is to be done about it. */
export const shown = () => undefined
