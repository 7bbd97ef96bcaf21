import { strangeErrors } from '../errors.ts'
import { bucketFaults } from '../faults/bucket.ts'
import type { DriverSuite } from '../run.ts'
import type { DriverSubject } from '../subject.ts'
import { basics } from './basics.ts'
import { type BucketBench, bucketBench } from './bench.ts'
import { conditions } from './conditions.ts'
import { content } from './content.ts'
import { keys } from './keys.ts'
import { largeStream } from './large-stream.ts'
import { lists } from './lists.ts'
import { properties } from './properties.ts'
import { signedUrls } from './signed-urls.ts'

/** What is true of every bucket. */
export const bucketDriverSuite: DriverSuite<'bucket', DriverSubject<'bucket'>, BucketBench> = {
  kind: 'bucket',
  bench: bucketBench,
  cases: [
    ...basics,
    ...content,
    ...largeStream,
    ...conditions,
    ...properties,
    ...lists,
    ...keys,
    ...signedUrls,
    strangeErrors('bucket'),
  ],
  faults: bucketFaults,
}
