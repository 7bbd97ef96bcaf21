/** What a service says in another way than by a failed precondition: that there is nothing that could have the version. */
export class UnmetCondition extends Error {
  override readonly name = 'UnmetCondition'

  constructor(cause?: unknown) {
    super('The condition of the write does not hold.', cause === undefined ? {} : { cause })
  }
}
