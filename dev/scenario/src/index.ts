export { acme, beta, type ScenarioPerson, type ScenarioWorkspace } from './company.ts'
