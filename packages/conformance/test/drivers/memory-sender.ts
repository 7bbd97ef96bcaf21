import type { OutgoingMessage, SendDriver } from '@rove/core/adapter'
import { failed, memoryService } from './memory-service.ts'

/** A queue in memory, with what its receiver reads. */
export interface MemorySender {
  readonly driver: SendDriver
  receive(): Promise<readonly string[]>
}

/** Opens a queue that keeps order, delays, and drops what has a key that was seen. */
export function openMemorySender(): MemorySender {
  const waiting: Array<{ readonly text: string; readonly due: number }> = []
  const keys = new Set<string>()
  const limits = { message: 20_000, batchBytes: 30_000, batchItems: 10, delay: 900 }
  const put = ({
    text,
    delay = 0,
    dedupeKey,
  }: OutgoingMessage): { readonly id: string } | { readonly error: Error } => {
    if (text.length > limits.message) return { error: failed('InvalidArgument', 'the message is too long') }
    if (dedupeKey !== undefined && keys.has(dedupeKey)) return { id: 'seen' }
    if (dedupeKey !== undefined) keys.add(dedupeKey)
    waiting.push({ text, due: Date.now() + delay * 1000 })
    return { id: crypto.randomUUID() }
  }
  return {
    driver: {
      ...memoryService,
      limits,
      async send(messages) {
        const bytes = messages.reduce((sum, { text }) => sum + text.length, 0)
        const isOne = messages.some(({ text }) => text.length > limits.message)
        if (messages.length > limits.batchItems || (bytes > limits.batchBytes && !isOne)) {
          throw failed('InvalidArgument', 'the batch is too large')
        }
        return messages.map(put)
      },
    },
    async receive() {
      const now = Date.now()
      const due = waiting.filter((one) => one.due <= now)
      for (const one of due) waiting.splice(waiting.indexOf(one), 1)
      return due.map(({ text }) => text)
    },
  }
}
