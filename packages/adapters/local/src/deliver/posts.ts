import { type Bucket, type Kv, type Queue, RoveError, type Topic } from '@rove/core'
import { seal } from '@rove/core/adapter'
import type { ItemOf } from '../services/entry.ts'
import type { Post } from '../services/services.ts'
import type { ContentOptions, RawOptions, ToldChange, ToldObject } from './options.ts'

/** A resource that something can be delivered from. */
export type Source = Queue | Topic | Bucket | Kv

/** What an item is made into something to send with. */
export interface PostParts {
  readonly to: Source
  readonly item: unknown
  readonly index: number
  readonly id: string
  /** Epoch milliseconds. */
  readonly now: number
  readonly options: ContentOptions<never> | RawOptions
}

/**
 * Makes what is sent of an item that a test delivers.
 * @throws RoveError `InvalidArgument` that names the item
 */
export function toPost(parts: PostParts): Post {
  const { to, item, index } = parts
  switch (to.kind) {
    case 'queue': {
      const { content, ...rest } = toContent(parts)
      return { trigger: 'message', to: to.name, item: { body: content, ...rest }, group: groupOf(parts) }
    }
    case 'topic': {
      const { content, ...rest } = toContent(parts)
      return { trigger: 'event', to: to.name, item: { data: content, ...rest } }
    }
    case 'bucket':
      return { trigger: 'object', to: to.name, item: toObject(item as ToldObject) }
    case 'kv':
      return { trigger: 'change', to: to.name, item: toChange(item as ToldChange, index) }
    default:
      throw new RoveError('InvalidArgument', 'deliver() takes a queue, a topic, a bucket or a kv first.')
  }
}

interface Content {
  readonly content: string | Uint8Array
  readonly contentType?: string | undefined
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

function toContent({ item, index, id, now, options }: PostParts): Content {
  const { attributes } = options
  if (options.raw) {
    if (typeof item === 'string' || item instanceof Uint8Array) {
      return { content: item, contentType: options.contentType, attributes }
    }
    throw refuse(index, 'what is delivered raw is a text or bytes (a Uint8Array)')
  }
  const nothing = { type: undefined, subject: undefined, traceparent: undefined, tracestate: undefined }
  const time = new Date(now).toISOString()
  try {
    return { content: seal({ ...nothing, id, time, data: item, attributes: attributes ?? {} }) }
  } catch (cause) {
    throw refuse(index, `it cannot be written as JSON: ${(cause as Error).message}`)
  }
}

function groupOf({ item, index, options }: PostParts): string | undefined {
  const { group } = options as ContentOptions
  return typeof group === 'function' ? group(item, index) : group
}

function toObject({ kind = 'created', ...rest }: ToldObject): ItemOf['object'] {
  return { ...rest, kind }
}

function toChange({ key, before, after, kind }: ToldChange, index: number): ItemOf['change'] {
  if (before === undefined && after === undefined) throw refuse(index, 'a change needs before, after or both')
  const told = before === undefined ? 'created' : after === undefined ? 'deleted' : 'updated'
  return { kind: kind ?? told, key, before: toJson(before), after: toJson(after) }
}

function toJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}

function refuse(index: number, why: string): RoveError {
  return new RoveError('InvalidArgument', `Item ${index} cannot be delivered: ${why}.`)
}
