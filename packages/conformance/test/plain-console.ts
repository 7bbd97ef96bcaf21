import { AsyncLocalStorage } from 'node:async_hooks'

const printing = new AsyncLocalStorage<string[]>()
let isHooked = false

/** Runs work whose console.log goes to these lines, as the output of a process of its own would. */
export function printingTo<T>(lines: string[], work: () => T): T {
  if (!isHooked) hook()
  return printing.run(lines, work)
}

function hook(): void {
  isHooked = true
  const { log } = console
  console.log = (...parts: unknown[]) => {
    const lines = printing.getStore()
    if (lines === undefined) log(...parts)
    else lines.push(parts.map(String).join(' '))
  }
}
