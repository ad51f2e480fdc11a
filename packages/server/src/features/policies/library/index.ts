export { library } from './library.routes.ts'
export { libraryReleasers } from './library-releasers.ts'
