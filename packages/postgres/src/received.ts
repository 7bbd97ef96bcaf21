import type { Pool } from 'pg'
import { type TableNames, tableNames } from './names.ts'
import { type Query, queryOf } from './query.ts'
import type { SchemaOptions } from './table-sql.ts'

/** Where messages are taken from: a queue, or a topic with the subscription they are for; by the provider's names. */
export type Inbox = SchemaOptions & { readonly pool: Pool } & (
    | { readonly queue: string }
    | { readonly topic: string; readonly subscription: string }
  )

/** A message that was taken, and is nobody else's until its lease is over. */
export interface Received {
  /** The sender's id of it, the same each time. */
  readonly id: string
  /** As it was sent: an envelope. */
  readonly text: string
  readonly group: string | undefined
  /** How often it was taken, this time included. */
  readonly attempt: number
  readonly sentAt: Date
  /** What it is settled by; it belongs to this taking. */
  readonly receipt: Receipt
}

/** Names one taking of one message. */
export interface Receipt {
  readonly position: string
  readonly lease: string
}

/** An inbox's tables, and what runs statements on them. */
export interface OpenInbox {
  readonly query: Query
  readonly names: TableNames
  /** Empty for a queue. */
  readonly subscription: string
}

export function openInbox(inbox: Inbox): OpenInbox {
  const { pool, schema } = inbox
  if ('queue' in inbox) {
    const query = queryOf(() => pool, { queue: [inbox.queue] })
    return { query, names: tableNames({ kind: 'queue', native: inbox.queue }, schema), subscription: '' }
  }
  const { topic, subscription } = inbox
  const query = queryOf(() => pool, { topic: [{ name: topic, subscriptions: [subscription] }] })
  return { query, names: tableNames({ kind: 'topic', native: topic }, schema), subscription }
}
