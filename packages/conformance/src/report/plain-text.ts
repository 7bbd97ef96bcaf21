/** A text as one line without control characters: what a case threw must not steer a terminal, or end a line of a table. */
export function toLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
}

// What neither XML (https://www.w3.org/TR/xml/#charsets) nor HTML can hold, even as a reference.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const unheld = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g

/** A text without control characters and halves of characters: a replacement character stands where they were. */
export function toVisible(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8').replace(unheld, '\ufffd')
}

/** Milliseconds for people: `850 ms`, `12.3 s`. */
export function toDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

/** An address that may be a link: it is https, whatever a case or an adapter says. */
export function toHttps(address: string): string | undefined {
  try {
    const { protocol, href } = new URL(address)
    return protocol === 'https:' ? href : undefined
  } catch {
    return undefined
  }
}
