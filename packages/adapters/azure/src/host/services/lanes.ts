/** Items in lanes, each in the order of the list. */
export function inLanes<Item>(items: readonly Item[], laneOf: (item: Item) => string | undefined): Item[][] {
  const lanes = new Map<string | undefined, Item[]>()
  for (const item of items) {
    const lane = lanes.get(laneOf(item))
    if (lane === undefined) lanes.set(laneOf(item), [item])
    else lane.push(item)
  }
  return [...lanes.values()]
}

/** A list in pieces of at most `size`. */
export function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
  const batches: Item[][] = []
  for (let first = 0; first < items.length; first += size) batches.push(items.slice(first, first + size))
  return batches
}
