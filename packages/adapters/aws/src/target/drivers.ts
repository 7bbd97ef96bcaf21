import type { ChooseDriver, DriverKind, EntryDriver } from '@rove/core/adapter'

const drivers: Readonly<Record<DriverKind, EntryDriver>> = {
  kv: { module: '@rove/aws/dynamodb', name: 'dynamodb' },
  bucket: { module: '@rove/aws/s3', name: 's3' },
  queue: { module: '@rove/aws/sqs', name: 'sqs' },
  topic: { module: '@rove/aws/sns', name: 'sns' },
  secret: { module: '@rove/aws/secrets-manager', name: 'secretsManager' },
}

/** The driver that AWS's entry takes for a resource. */
export const choose: ChooseDriver = ({ kind }) => drivers[kind as DriverKind]
