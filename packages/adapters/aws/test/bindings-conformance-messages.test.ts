import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { queueSuite, secretSuite, topicSuite } from '@rove/conformance/vitest'
import { afterAll, beforeAll, describe } from 'vitest'
import { secretsManager } from '../src/bindings/secrets-manager.ts'
import { secretsManagerCapabilities } from '../src/bindings/secrets-manager-capabilities.ts'
import { sns } from '../src/bindings/sns.ts'
import { snsCapabilities } from '../src/bindings/sns-capabilities.ts'
import { sqs } from '../src/bindings/sqs.ts'
import { sqsCapabilities } from '../src/bindings/sqs-capabilities.ts'
import { ssm } from '../src/bindings/ssm.ts'
import { ssmCapabilities } from '../src/bindings/ssm-capabilities.ts'
import { faulty, throttled } from './faults.fixture.ts'
import { clientOptions, hasMoto, type Moto, openNative, startMoto } from './moto.fixture.ts'
import { createQueue, createTopic, drain } from './moto-resources.fixture.ts'

describe.skipIf(!hasMoto('the suites of SQS, SNS, Secrets Manager and SSM'))('senders and secrets', () => {
  let moto: Moto
  let queues: SQSClient
  let topics: SNSClient
  let secrets: SecretsManagerClient
  let parameters: SSMClient
  let url: string
  let arn: string

  beforeAll(async () => {
    moto = await startMoto()
    const options = clientOptions(moto.endpoint)
    queues = new SQSClient(options)
    topics = new SNSClient(options)
    secrets = new SecretsManagerClient(options)
    parameters = new SSMClient(options)
  })

  afterAll(() => {
    for (const client of [queues, topics, secrets, parameters]) client.destroy()
    moto.stop()
  })

  const receive = async () => (await drain(queues, url)).map(({ Body = '' }) => Body)

  queueSuite({
    name: 'sqs on moto',
    capabilities: sqsCapabilities,
    faults: faulty({
      endpoint: () => moto.endpoint,
      source: (options) => sqs({ client: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }) }),
      native: () => url,
      throttled: throttled.json,
    }),
    async open() {
      url = await createQueue(queues, 'conformance')
      return openNative(sqs({ client: queues }), url)
    },
    receive,
    without: { order: 'a standard queue has none', dedupe: 'a standard queue sends everything' },
  })

  queueSuite({
    name: 'sqs FIFO on moto',
    capabilities: sqsCapabilities,
    variant: 'fifo',
    faults: faulty({
      endpoint: () => moto.endpoint,
      source: (options) => sqs({ client: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }) }),
      native: () => 'conformance',
      throttled: throttled.json,
      ordered: true,
    }),
    async open() {
      url = await createQueue(queues, 'conformance.fifo')
      return openNative(sqs({ client: queues }), 'conformance', true)
    },
    receive,
    without: { delay: 'a FIFO queue delays all of its messages or none' },
  })

  topicSuite({
    name: 'sns on moto',
    capabilities: snsCapabilities,
    faults: faulty({
      endpoint: () => moto.endpoint,
      source: (options) => sns({ client: new SNSClient(options) }),
      native: () => arn,
      throttled: throttled.query,
    }),
    async open() {
      const created = await createTopic({ topics, queues }, 'conformance')
      arn = created.arn
      url = created.queue
      return openNative(sns({ client: topics }), arn)
    },
    receive,
  })

  secretSuite({
    name: 'secrets-manager on moto',
    capabilities: secretsManagerCapabilities,
    faults: faulty({
      endpoint: () => moto.endpoint,
      source: (options) => secretsManager({ client: new SecretsManagerClient(options) }),
      native: () => 'conformance',
      throttled: throttled.json,
    }),
    open: async () => openNative(secretsManager({ client: secrets }), 'conformance'),
    async write(SecretString) {
      const created = await secrets.send(new CreateSecretCommand({ Name: 'conformance', SecretString })).catch(() => {})
      const written =
        created ?? (await secrets.send(new PutSecretValueCommand({ SecretId: 'conformance', SecretString })))
      return written.VersionId ?? ''
    },
  })

  secretSuite({
    name: 'ssm on moto',
    capabilities: ssmCapabilities,
    faults: faulty({
      endpoint: () => moto.endpoint,
      source: (options) => ssm({ client: new SSMClient(options) }),
      native: () => '/app/conformance',
      throttled: throttled.json,
    }),
    open: async () => openNative(ssm({ client: parameters }), '/app/conformance'),
    async write(Value) {
      const parameter = { Name: '/app/conformance', Value, Type: 'SecureString', Overwrite: true } as const
      return String((await parameters.send(new PutParameterCommand(parameter))).Version)
    },
  })
})
