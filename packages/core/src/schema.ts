import { RoveError } from './errors.ts'

/**
 * The part of Standard Schema v1 that Rove reads; zod, valibot, arktype and others satisfy it.
 * Source: https://standardschema.dev
 */
export interface Schema<Output = unknown, Input = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** What a schema answers: the typed value, or the issues it found. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: ReadonlyArray<SchemaIssue> }

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  readonly message: string
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}

/** The value's type after a schema accepted it. */
export type SchemaOutput<S> = S extends Schema<infer Output> ? Output : never

/**
 * Checks a value against a schema.
 * @throws RoveError `InvalidArgument` (status 422) that lists each issue with its path as an RFC 6901 pointer.
 */
export async function validate<Output>(schema: Schema<Output>, value: unknown, what: string): Promise<Output> {
  const result = await schema['~standard'].validate(value)
  if (result.issues === undefined) return result.value
  const errors = result.issues.map((issue) => ({ pointer: toPointer(issue.path ?? []), detail: issue.message }))
  throw new RoveError('InvalidArgument', `The ${what} is not valid: ${errors.map(toSentence).join('; ')}`, {
    status: 422,
    extensions: { errors },
  })
}

function toPointer(path: NonNullable<SchemaIssue['path']>): string {
  return path
    .map((step) => String(typeof step === 'object' ? step.key : step))
    .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
}

function toSentence(error: { pointer: string; detail: string }): string {
  return error.pointer === '' ? error.detail : `${error.pointer}: ${error.detail}`
}
