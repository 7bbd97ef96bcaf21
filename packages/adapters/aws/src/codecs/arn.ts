import { textOrNone } from './shape.ts'

/**
 * The resource's own name in an ARN, without `.fifo`: `arn:aws:sqs:eu-west-1:123456789012:shipments.fifo` is
 * `shipments`. A text that is no ARN is taken as a name.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function nameOf(arn: unknown): string | undefined {
  const text = textOrNone(arn)
  return textOrNone(
    text
      ?.replace(/\.fifo$/, '')
      .split(/[/:]/)
      .at(-1),
  )
}

/** The name that follows a word in an ARN: in `…:table/orders/stream/2026-…`, `orders` follows `table`. */
export function nameAfter(word: string, arn: unknown): string | undefined {
  const text = textOrNone(arn)
  const after = text?.split(`:${word}/`)[1]
  return after === undefined ? nameOf(text) : textOrNone(after.split('/')[0])
}

/** A list of names without what is missing and what comes twice. */
export function toNames(...names: ReadonlyArray<string | undefined>): string[] {
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as string[]
}
