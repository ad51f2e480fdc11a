export { factors } from './factors.routes.ts'
export { signInSteps } from './sign-in.routes.ts'
