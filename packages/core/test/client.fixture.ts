import { expect } from 'vitest'
import type { DriverKind, Drivers } from '../src/adapter/index.ts'
import type { Binding, ClientScope } from '../src/index.ts'
import { startTrace } from '../src/trace.ts'

/** The invocation that clients work for in tests. */
export const scope: ClientScope = {
  env: { PAGE_SIZE: '20' },
  signal: new AbortController().signal,
  trace: startTrace(),
}

/** Makes the client of a binding on a driver. */
export function connect<Client>(binding: Binding<Client>, driver: Drivers[DriverKind]): Client {
  return binding.connect(driver as never, scope)
}

/** What a refused call fails with. */
export function refusal(code: string, text: RegExp | string): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(text) })
}
