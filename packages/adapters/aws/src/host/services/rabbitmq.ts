import type { SentMessage } from '@rove/core/adapter'
import { toBytes } from './content.ts'
import { toArn } from './names.ts'
import { maxAttemptsOf, type Service } from './service.ts'
import { deliverWhole } from './whole-batch.ts'

/**
 * Amazon MQ for RabbitMQ with a quorum queue in the virtual host `/`, a delivery limit and a dead-letter exchange. A
 * batch that failed is delivered again in one piece.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html and
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/quorum-queues-best-practices.html
 */
export const rabbitmq: Service<'message'> = (delivery, lambda) => {
  const { to, items } = delivery
  return deliverWhole({
    records: items.map((message, item) => ({ item, message, sent: new Date() })),
    lambda,
    maxAttempts: maxAttemptsOf(delivery),
    toEvent: (batch, attempt) => ({
      eventSource: 'aws:rmq',
      eventSourceArn: toArn('mq', 'broker:rove:b-9bcfa592-423a-4942-879d-eb284b418fc8'),
      rmqMessagesByQueue: { [`${to}::/`]: batch.map(({ message, sent }) => toMessage(message, sent, attempt)) },
    }),
  })
}

// A quorum queue counts redeliveries in a header. Source: https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling
function toMessage({ body, attributes = {} }: SentMessage, sent: Date, attempt: number): unknown {
  const bytes = toBytes(body)
  // Long strings of AMQP come as bytes of Java: from -128 to 127.
  const headers = Object.entries(attributes).map(([name, value]) => [
    name,
    { bytes: [...new Int8Array(Buffer.from(value))] },
  ])
  return {
    basicProperties: {
      contentType: typeof body === 'string' ? 'text/plain' : 'application/octet-stream',
      contentEncoding: null,
      headers: { ...Object.fromEntries(headers), ...(attempt > 1 ? { 'x-delivery-count': attempt - 1 } : {}) },
      deliveryMode: 2,
      priority: 0,
      correlationId: null,
      replyTo: null,
      expiration: null,
      messageId: null,
      timestamp: toJavaDate(sent),
      type: null,
      userId: null,
      appId: null,
      clusterId: null,
      bodySize: bytes.byteLength,
    },
    redelivered: attempt > 1,
    data: bytes.toString('base64'),
  }
}

// `Jan 1, 1970, 12:33:41 AM`
function toJavaDate(date: Date): string {
  return date
    .toLocaleString('en-US', {
      month: 'short',
      day: 'numeric',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
      timeZone: 'UTC',
    })
    .replaceAll('\u202f', ' ')
}
