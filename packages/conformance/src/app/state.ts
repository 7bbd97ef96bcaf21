import { json, onRequest, type RequestFunction } from '@rove/core'

const state = new Map<string, string>()

/** Leaves a note under the request's `key`, for a later request to find. */
export function note(request: Request, value: string): void {
  const key = new URL(request.url).searchParams.get('key')
  if (key !== null) state.set(key, value)
}

export const stateFunctions: Readonly<Record<string, RequestFunction>> = {
  state: onRequest('GET /state/:key', (_request, { params }) => json({ value: state.get(params.key) ?? null })),
}
