import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { bucketSuite, kvSuite } from '@rove/conformance/vitest'
import { afterAll, beforeAll, describe } from 'vitest'
import { dynamodb } from '../src/bindings/dynamodb.ts'
import { dynamodbCapabilities } from '../src/bindings/dynamodb-capabilities.ts'
import { s3 } from '../src/bindings/s3.ts'
import { s3Capabilities } from '../src/bindings/s3-capabilities.ts'
import { faulty, throttled } from './faults.fixture.ts'
import { type Gateway, startS3Gateway } from './gateway.fixture.ts'
import { clientOptions, hasMoto, type Moto, openNative, startMoto } from './moto.fixture.ts'
import { createTable } from './moto-resources.fixture.ts'

describe.skipIf(!hasMoto('the suites of DynamoDB and S3'))('stores', () => {
  let moto: Moto
  let gateway: Gateway
  let tables: DynamoDBClient
  let buckets: S3Client

  beforeAll(async () => {
    moto = await startMoto()
    gateway = await startS3Gateway(moto.endpoint)
    tables = new DynamoDBClient(clientOptions(moto.endpoint))
    buckets = new S3Client(clientOptions(gateway.endpoint))
  })

  afterAll(async () => {
    tables.destroy()
    buckets.destroy()
    await gateway.stop()
    moto.stop()
  })

  kvSuite({
    name: 'dynamodb on moto',
    capabilities: dynamodbCapabilities,
    open: async () => openNative(dynamodb({ client: tables }), await createTable(tables, 'conformance')),
    reopen: async () => openNative(dynamodb({ client: tables }), 'conformance'),
    faults: faulty({
      endpoint: () => moto.endpoint,
      source: (options) => dynamodb({ client: new DynamoDBClient(options) }),
      native: () => 'conformance',
      throttled: throttled.json,
    }),
  })

  bucketSuite({
    name: 's3 on moto',
    capabilities: s3Capabilities,
    large: true,
    async open() {
      await buckets.send(new CreateBucketCommand({ Bucket: 'conformance' }))
      return openNative(s3({ client: buckets }), 'conformance')
    },
    reopen: async () => openNative(s3({ client: buckets }), 'conformance'),
    faults: faulty({
      endpoint: () => moto.endpoint,
      source: (options) => s3({ client: new S3Client(options) }),
      native: () => 'conformance',
      throttled: throttled.s3,
    }),
  })
})
