export { connect } from './connect.routes.ts'
