import { type BuiltHarness, builtHarness, type Harness } from '@rove/conformance'
import { capabilities } from '../src/capabilities.ts'
import { type AwsHostOptions, start } from '../src/host/index.ts'
import { createTarget } from '../src/target/index.ts'

/** What differs behind one front. */
export interface FrontedOptions extends Pick<AwsHostOptions, 'front' | 'invokeMode'> {
  readonly supports?: BuiltHarness['supports']
  readonly limits?: BuiltHarness['limits']
  readonly via?: BuiltHarness['via']
}

/** The conformance app behind one of the APIs that stand in front of Lambda. */
export function fronted(name: string, codec: string, options: FrontedOptions = {}): Harness {
  const { supports, limits, via, ...hostOptions } = options
  const stream = hostOptions.invokeMode === 'RESPONSE_STREAM'
  return builtHarness({
    name: `aws ${name}`,
    capabilities,
    codec,
    supports: { ...(stream ? {} : { 'http.stream.response': 'no' }), ...supports },
    ...(limits === undefined ? {} : { limits }),
    via: { ordered: 'sqs-fifo', ...via },
    target: createTarget({ stream }),
    start: (given) => start({ ...given, ...hostOptions }),
  })
}
