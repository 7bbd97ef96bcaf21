/** The program was called wrongly; the message says what to write instead. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}
