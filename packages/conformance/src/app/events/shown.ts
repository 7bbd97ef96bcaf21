import { sha256 } from '../../pattern.ts'

/** A value as a line of the log can show it: large ones and bytes by their digest. */
export type Shown =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'bytes' | 'large'; readonly length: number; readonly sha256: string }

const most = 4000

/** What a handler saw, or what a case expects it to have seen. */
export function show(value: unknown): Shown {
  if (value === undefined) return { kind: 'undefined' }
  if (value instanceof Uint8Array) return { kind: 'bytes', length: value.byteLength, sha256: sha256(value) }
  const text = JSON.stringify(value)
  if (text.length <= most) return { kind: 'value', value }
  return { kind: 'large', length: text.length, sha256: sha256(Buffer.from(text)) }
}
