import type { Uses } from './access.ts'

/** Checks a function's `use`. @throws TypeError that names the entry and says what to write */
export function checkUses(what: string, uses: Uses): void {
  for (const [name, binding] of Object.entries(uses)) {
    if (typeof binding?.resource?.kind === 'string' && typeof binding.access === 'string') continue
    throw new TypeError(
      `"${name}" in the use of ${what} is no resource with an access; write orders.reader or orders.readWrite, say, not the resource itself.`,
    )
  }
}
