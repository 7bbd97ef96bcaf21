import { type Target, writeEntry } from '@rove/core/adapter'
import { choose } from './drivers.ts'

/** How an AWS target may differ from its defaults. */
export interface TargetOptions {
  /** Whether answers are streamed; see the option of `adapt`. Default: false. */
  readonly stream?: boolean
}

// CommonJS dependencies inside of an ESM bundle call `require`, which modules do not have.
const banner =
  "import { createRequire as roveCreateRequire } from 'node:module';const require = roveCreateRequire(import.meta.url);"

/**
 * Makes the target for AWS Lambda: one ES module whose `handler` Lambda calls as `index.handler`. Nothing is left out
 * of the bundle: the runtimes carry an AWS SDK, but of a version that changes under a deployed function.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html#nodejs-sdk-included
 */
export function createTarget(options: TargetOptions = {}): Target {
  return {
    name: 'aws',
    entry: (input) =>
      writeEntry(input, { adapter: '@rove/aws', choose, options: options.stream ? { stream: true } : {} }),
    bundle: { outfile: 'index.mjs', banner, external: [] },
    files: () => ({}),
  }
}

/** The target for AWS Lambda with answers in one piece. */
export const target: Target = createTarget()
