export { readClientWords } from './client-words.ts'
export { noteServed, noteServedUnnamed } from './note-served.ts'
export type { Fetch } from './sighting.ts'
export { type Devices, openDevices } from './sightings.ts'
