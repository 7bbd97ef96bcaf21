import type { Delivered, SentObject } from '@rove/core/adapter'
import type { TypedData } from '../rpc.ts'
import { deliverEach, delivered } from './attempts.ts'
import { toBlobProperties } from './blob-properties.ts'
import type { EventFunction } from './event-function.ts'
import { blobAddress } from './grid-event.ts'
import type { Input } from './invocation.ts'
import type { Job } from './job.ts'
import { runOnce } from './run-function.ts'
import { bytes, json, text } from './typed-data.ts'

/**
 * Delivers blobs that were written, with their content, by a queue of the host's own: after five failures the message
 * goes to `webjobs-blobtrigger-poison`. Deleted blobs, and those outside of the function's path, are not told.
 * Sources: https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#poison-blobs and
 * https://github.com/Azure/azure-sdk-for-net, BlobTriggerBinding and BlobQueueTriggerExecutor
 */
export async function deliverBlob({ runtime, function: one, delivery, settings }: Job): Promise<Delivered[]> {
  if (delivery.trigger !== 'object') return []
  const blobs = delivery.items.map((object) => ({ object, input: toBlobInput(object, one, delivery.to) }))
  const told = blobs.flatMap(({ object, input }) => (input === undefined ? [] : [{ object, input }]))
  const outcomes = await deliverEach({
    items: told,
    maxAttempts: delivery.maxAttempts ?? settings.blobs?.poisonBlobThreshold ?? 5,
    concurrency: 16,
    failed: 'dead-lettered',
    deliver: ({ input }) => runOnce(runtime, one, input),
  })
  const byObject = new Map(told.map(({ object }, index) => [object, outcomes[index]]))
  return blobs.map(({ object }) => byObject.get(object) ?? delivered('dropped', 0))
}

function toBlobInput(object: SentObject, { binding }: EventFunction, to: string): Input | undefined {
  const [container = to, ...rest] = (binding.path ?? '').split('/')
  const named = object.kind === 'created' ? matchPath(rest.join('/'), object.key) : undefined
  if (named === undefined) return undefined
  const content = contentOf(object)
  const data: TypedData =
    binding.dataType?.toLowerCase() === 'string' ? { string: Buffer.from(content).toString('utf8') } : bytes(content)
  return {
    data,
    bindingData: {
      BlobTrigger: text(`${container}/${object.key}`),
      Uri: json(blobAddress(container, object.key)),
      Properties: json(toBlobProperties(object, content)),
      Metadata: json({}),
      ...Object.fromEntries(Object.entries(named).map(([name, value]) => [name, text(value)])),
    },
  }
}

/**
 * The values of a path's parameters for a key; undefined when the key does not fit.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#blob-name-patterns
 */
export function matchPath(pattern: string, key: string): Record<string, string> | undefined {
  const names: string[] = []
  const source = pattern.replace(/\{([^{}]+)\}|[.*+?^$()|[\]\\{}]/g, (part, name: string | undefined) => {
    if (name === undefined) return `\\${part}`
    names.push(name)
    return '(.*)'
  })
  const values = (pattern === '' ? /^.*$/s : new RegExp(`^${source}$`, 's')).exec(key)
  return values === null ? undefined : Object.fromEntries(names.map((name, index) => [name, values[index + 1] ?? '']))
}

// Nobody says what is in the blob: it is made up, in the size that was said but no larger than this.
const mostContent = 65_536

function contentOf({ size = 0 }: SentObject): Uint8Array {
  return new Uint8Array(Math.min(size, mostContent)).fill(0x2e)
}
