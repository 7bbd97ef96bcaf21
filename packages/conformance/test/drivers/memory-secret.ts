import type { SecretDriver } from '@rove/core/adapter'
import { memoryService } from './memory-service.ts'

/** A secret in memory, with who writes it. */
export interface MemorySecret {
  readonly driver: SecretDriver
  write(value: string): Promise<string>
}

/** Opens a secret that nobody has written. */
export function openMemorySecret(): MemorySecret {
  const versions = new Map<string, string>()
  let current = ''
  return {
    driver: {
      ...memoryService,
      async get(wanted = current) {
        const value = versions.get(wanted)
        return value === undefined ? undefined : { value, version: wanted }
      },
    },
    async write(value) {
      current = `v${versions.size + 1}`
      versions.set(current, value)
      return current
    },
  }
}
