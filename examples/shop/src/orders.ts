/** An order of the shop. */
export interface Order {
  readonly id: string
  readonly item: string
  readonly quantity: number
}

/** A receipt as it was uploaded. */
export interface Receipt {
  readonly content: Uint8Array
  readonly type: string
}

const kept = new Map<string, Order>()

/** The orders of this process. Numbers count up, so that every provider gives the same order the same id. */
export const orders = {
  add(order: Omit<Order, 'id'>): Order {
    const added = { id: `o-${kept.size + 1}`, ...order }
    kept.set(added.id, added)
    return added
  },
  get: (id: string): Order | undefined => kept.get(id),
  list: (): readonly Order[] => [...kept.values()],
  remove: (id: string): boolean => kept.delete(id),
}

/** The receipts of this process, by order. */
export const receipts: Map<string, Receipt> = new Map<string, Receipt>()
