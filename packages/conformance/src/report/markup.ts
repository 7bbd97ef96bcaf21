import { toVisible } from './plain-text.ts'

/** Text that is HTML already. */
export interface Markup {
  readonly html: string
}

type Part = Markup | string | number | readonly Part[]

/** HTML in which every value is escaped, for text and for attributes in double quotes; values that are {@link Markup} are not. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return { html: texts.map((text, index) => text + toHtml(values[index] ?? '')).join('') }
}

function toHtml(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return 'html' in part ? part.html : part.map(toHtml).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return toVisible(text).replace(/[&<>"']/g, (one) => entities[one] ?? one)
}
