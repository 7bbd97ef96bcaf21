let last = 0

/** The next of the numbers that services give to what they deliver: it goes up, and never comes twice in a process. */
export function nextNumber(): number {
  last += 1
  return last
}
