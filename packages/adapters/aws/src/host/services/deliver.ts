import { RoveError } from '@rove/core'
import type { Delivered, Delivery, EventTrigger } from '@rove/core/adapter'
import { activemq } from './activemq.ts'
import { refuse } from './content.ts'
import { dynamodb } from './dynamodb.ts'
import { eventbridge } from './eventbridge.ts'
import { kafka } from './kafka.ts'
import { kinesis } from './kinesis.ts'
import { rabbitmq } from './rabbitmq.ts'
import { s3, s3EventBridge, s3Sns, s3Sqs } from './s3.ts'
import { rule, scheduler } from './schedule.ts'
import type { Lambda, Service } from './service.ts'
import { sns, snsSqs } from './sns.ts'
import { sqs, sqsFifo } from './sqs.ts'

/** The services that deliver, by trigger and by the name that `via` asks for; the first is the default. */
export const services: { readonly [Trigger in EventTrigger]: Readonly<Record<string, Service<Trigger>>> } = {
  message: { sqs, 'sqs-fifo': sqsFifo, kinesis, kafka, activemq, rabbitmq },
  event: { sns, 'sns-sqs': snsSqs, eventbridge },
  schedule: { rule, scheduler },
  object: { s3, eventbridge: s3EventBridge, sns: s3Sns, sqs: s3Sqs },
  change: { dynamodb },
}

/**
 * Has one of AWS's services deliver.
 * @throws RoveError `Unimplemented` for a service that is not there, `InvalidArgument` for what a service does not take
 */
export async function deliver(delivery: Delivery, lambda: Lambda): Promise<readonly Delivered[]> {
  const { maxAttempts = 1 } = delivery
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) throw refuse('maxAttempts is a whole number, from 1.')
  if (delivery.items.length === 0) return []
  switch (delivery.trigger) {
    case 'message':
      return choose('message', delivery.via)(delivery, lambda)
    case 'event':
      return choose('event', delivery.via)(delivery, lambda)
    case 'schedule':
      return choose('schedule', delivery.via)(delivery, lambda)
    case 'object':
      return choose('object', delivery.via)(delivery, lambda)
    case 'change':
      return choose('change', delivery.via)(delivery, lambda)
  }
}

function choose<Trigger extends EventTrigger>(trigger: Trigger, via: string | undefined): Service<Trigger> {
  const candidates: Readonly<Record<string, Service<Trigger>>> = services[trigger]
  const names = Object.keys(candidates)
  const name = via ?? names[0] ?? ''
  const service = Object.hasOwn(candidates, name) ? candidates[name] : undefined
  if (service) return service
  throw new RoveError(
    'Unimplemented',
    `AWS has no "${name}" for a ${trigger} here; choose one of ${names.join(', ')}.`,
    {
      provider: 'aws',
      operation: 'deliver',
    },
  )
}
