import type { OutgoingMessage, SendDriver, SendResult } from '@rove/core/adapter'
import { sendLimits } from './limits.ts'
import { errorCodeOf } from './local-error.ts'
import type { Outlet } from './outlet.ts'

// As long as Amazon SQS remembers a deduplication id.
// Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
const remembered = 300_000

/** Sends to a queue or a topic of the in-process services, and so to the app's own functions. */
export class ServicesSender implements SendDriver {
  readonly service = 'memory'
  readonly limits: SendDriver['limits'] = sendLimits
  readonly errorCode: SendDriver['errorCode'] = errorCodeOf
  readonly native: Outlet
  readonly #kind: 'queue' | 'topic'
  readonly #name: string
  readonly #seen = new Map<string, { readonly id: string; readonly until: number }>()

  constructor(services: Outlet, resource: { readonly kind: 'queue' | 'topic'; readonly name: string }) {
    this.native = services
    this.#kind = resource.kind
    this.#name = resource.name
  }

  async send(messages: readonly OutgoingMessage[]): Promise<SendResult[]> {
    return messages.map((message) => {
      const { dedupeKey } = message
      const now = this.native.clock.now()
      const seen = dedupeKey === undefined ? undefined : this.#find(dedupeKey, now)
      if (seen !== undefined) return { id: seen }
      const id = this.native.newId()
      if (dedupeKey !== undefined) this.#seen.set(dedupeKey, { id, until: now + remembered })
      this.#post(id, message)
      return { id }
    })
  }

  #post(id: string, { text, group, delay = 0 }: OutgoingMessage): void {
    const options = { id, delay: delay * 1000 }
    if (this.#kind === 'topic') this.native.publish(this.#name, { data: text }, options)
    else this.native.send(this.#name, { body: text }, { ...options, ...(group === undefined ? {} : { group }) })
  }

  // The oldest come first: all were seen for the same time.
  #find(dedupeKey: string, now: number): string | undefined {
    for (const [key, { until }] of this.#seen) {
      if (until > now) break
      this.#seen.delete(key)
    }
    return this.#seen.get(dedupeKey)?.id
  }
}
