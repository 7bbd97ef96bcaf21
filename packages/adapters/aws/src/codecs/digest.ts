/** A digest of text or bytes. Node's part for it is loaded when one is first made: a request needs none. */
export function digest(algorithm: 'md5' | 'sha256', content: string | Uint8Array): Buffer {
  return process.getBuiltinModule('node:crypto').createHash(algorithm).update(content).digest()
}

/**
 * An id for what its service gives none, made of the content: the same on each delivery. Two events with the same
 * content have the same.
 */
export function contentId(value: unknown): string {
  return `sha256-${digest('sha256', JSON.stringify(value) ?? '').toString('base64url')}`
}
