import type { SentMessage } from '@rove/core/adapter'
import { toBytes } from './content.ts'
import { toArn } from './names.ts'
import { nextNumber } from './sequence.ts'
import type { Service } from './service.ts'
import { deliverWhole } from './whole-batch.ts'

const brokerId = 'b-9bcfa592-423a-4942-879d-eb284b418fc8'

// Lambda allows no redelivery policy of one's own: six redeliveries, then the broker's ActiveMQ.DLQ.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/services-mq-errors.html
const maxDeliveries = 7

/** Amazon MQ for ActiveMQ. A batch that failed is delivered again in one piece; how often cannot be set. */
export const activemq: Service<'message'> = ({ to, items }, lambda) =>
  deliverWhole({
    records: items.map((message, item) => ({ item, native: toMessage(message, to) })),
    lambda,
    maxAttempts: maxDeliveries,
    toEvent: (batch, attempt) => ({
      eventSource: 'aws:mq',
      eventSourceArn: toArn('mq', `broker:rove:${brokerId}`),
      messages: batch.map(({ native }) => ({ ...native, redelivered: attempt > 1 })),
    }),
  })

// Source: https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
function toMessage({ body, attributes = {} }: SentMessage, queue: string): object {
  const sent = Date.now()
  return {
    messageID: `ID:${brokerId}-1.mq.us-east-1.amazonaws.com-37557-1234520418293-4:1:1:1:${nextNumber()}`,
    messageType: typeof body === 'string' ? 'jms/text-message' : 'jms/bytes-message',
    deliveryMode: 1,
    replyTo: null,
    type: null,
    expiration: 0,
    priority: 4,
    correlationId: '',
    redelivered: false,
    destination: { physicalName: queue },
    data: toBytes(body).toString('base64'),
    timestamp: sent,
    brokerInTime: sent,
    brokerOutTime: sent + 1,
    properties: { ...attributes },
  }
}
