export { type ArtefactOptions, buildArtefact } from './build/artefact.ts'
export { type CompareOptions, type Comparison, compare } from './compare/compare.ts'
