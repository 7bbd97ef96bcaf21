import type { Fidelity } from '../../test/fidelity/record.ts'

/** The page of docs/fidelity.md, of the data in docs/fidelity.json. */
export function fidelityPage(record: Fidelity): string
