import { isRoveError, type KvReader, type KvReadWriter, RoveError } from '@rove/core'

/** An order of the shop. */
export interface Order {
  readonly id: string
  readonly item: string
  readonly quantity: number
  readonly status: 'placed' | 'shipped'
}

/** The order of an id. @throws RoveError `NotFound` */
export async function findOrder(orders: KvReader<Order>, id: string): Promise<Order> {
  const entry = await orders.get(id)
  if (entry === undefined) throw new RoveError('NotFound', `There is no order "${id}".`)
  return entry.value
}

/** Every order, in the order of their ids. */
export async function allOrders(orders: KvReader<Order>): Promise<Order[]> {
  const all: Order[] = []
  for await (const order of eachOrder(orders)) all.push(order)
  return all
}

/** Each order, in the order of their ids: read a page at a time. */
export async function* eachOrder(orders: KvReader<Order>): AsyncGenerator<Order> {
  let cursor: string | undefined
  do {
    const page = await orders.list(cursor === undefined ? {} : { cursor })
    for (const { value } of page.entries) yield value
    cursor = page.cursor
  } while (cursor !== undefined)
}

/**
 * Counts up, and gives the number: each to one caller, however many ask at once. Whoever comes too late to write the number
 * after the one that was read tries again with the next.
 */
export async function nextNumber(counters: KvReadWriter<number>, name: string): Promise<number> {
  for (;;) {
    const last = await counters.get(name)
    const number = (last?.value ?? 0) + 1
    try {
      await counters.set(name, number, last ? { ifVersion: last.version } : { ifAbsent: true })
      return number
    } catch (error) {
      if (!isRoveError(error) || !['AlreadyExists', 'FailedPrecondition'].includes(error.code)) throw error
    }
  }
}
