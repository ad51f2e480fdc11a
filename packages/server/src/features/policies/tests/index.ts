export { testRuling } from './tests-of-ruling.ts'
