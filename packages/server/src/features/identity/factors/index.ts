export { factors } from './factors.routes.ts'
export { removeFactorsOf } from './factors.ts'
export { signInSteps } from './sign-in.routes.ts'
