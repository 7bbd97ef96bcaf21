import type { AnyDriverCapabilities } from '@rove/core'
import { dynamodbCapabilities } from './dynamodb-capabilities.ts'
import { s3Capabilities } from './s3-capabilities.ts'
import { secretsManagerCapabilities } from './secrets-manager-capabilities.ts'
import { snsCapabilities } from './sns-capabilities.ts'
import { sqsCapabilities } from './sqs-capabilities.ts'
import { ssmCapabilities } from './ssm-capabilities.ts'

/** What AWS’s drivers keep, and where each ends. */
export const driverCapabilities: readonly AnyDriverCapabilities[] = [
  dynamodbCapabilities,
  s3Capabilities,
  sqsCapabilities,
  snsCapabilities,
  secretsManagerCapabilities,
  ssmCapabilities,
]
