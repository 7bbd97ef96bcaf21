/** A value as DynamoDB writes it: `{ S: 'text' }`. */
export type AttributeValue = Readonly<Record<string, unknown>>

/** The attributes of an item. */
export type Item = Readonly<Record<string, AttributeValue>>

/**
 * Writes a JSON object as an item. Members that are undefined are left out, as JSON leaves them out.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export function toItem(value: Readonly<Record<string, unknown>>): Item {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(entries.map(([name, member]) => [name, toAttributeValue(member)]))
}

function toAttributeValue(value: unknown): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value === 'number') return { N: String(value) }
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return { L: value.map(toAttributeValue) }
  if (typeof value === 'object') return { M: toItem(value as Readonly<Record<string, unknown>>) }
  throw new TypeError(`DynamoDB has no value for a ${typeof value}.`)
}
