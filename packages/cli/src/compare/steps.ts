import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type NamedDelivery, readDeliveryFile } from './delivery-file.ts'
import { type NamedRequest, readRequestFile } from './request-file.ts'
import type { SentDelivery } from './sent.ts'

/** One thing that is done on every provider: a request is sent, or events are delivered. */
export type Step = NamedRequest | NamedDelivery | SentDelivery

/** Whether a step delivers events. */
export function isDelivery(step: Step): step is NamedDelivery | SentDelivery {
  return 'trigger' in step
}

/** Whether what is delivered is what the app has sent itself. */
export function isSent(step: NamedDelivery | SentDelivery): step is SentDelivery {
  return step.items === 'sent'
}

/** What a step is, for people: `POST /orders (place an order)`. */
export function titleOf(step: Step): string {
  const what = isDelivery(step) ? `${step.trigger} to ${step.to}` : `${step.method} ${step.target}`
  return `${what.length > 46 ? `${what.slice(0, 45)}…` : what} (${step.name})`
}

/**
 * Reads the steps of an `.http` file (requests) or a `.json` file (deliveries), or of every one in a folder in the order
 * of their names.
 * @throws Error that names file and place for what cannot be read
 */
export async function readSteps(path: string): Promise<Step[]> {
  const files = /\.(http|json)$/.test(path)
    ? [resolve(path)]
    : (await readdir(path))
        .filter((name) => /\.(http|json)$/.test(name))
        .sort()
        .map((name) => resolve(join(path, name)))
  const lists = await Promise.all(
    files.map((file): Promise<Step[]> => (file.endsWith('.http') ? readRequestFile(file) : readDeliveryFile(file))),
  )
  const steps = lists.flat()
  if (steps.length === 0) {
    throw new Error(`There is nothing to compare in ${path}; write requests as .http files, deliveries as .json files.`)
  }
  return steps
}
