// Events of the other triggers, written from AWS's documents; each builder takes what a test changes.
type Fields = Record<string, unknown>

/** A message, from https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function sqsRecord(messageId: string, fields: Fields = {}, attributes: Fields = {}): Fields {
  return {
    messageId,
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body: `body of ${messageId}`,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1545082649183',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1545082649185',
      ...attributes,
    },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:shipments',
    awsRegion: 'us-east-2',
    ...fields,
  }
}

/** A message of a FIFO queue. */
export function fifoRecord(messageId: string, group: string, fields: Fields = {}): Fields {
  const attributes = {
    MessageGroupId: group,
    SequenceNumber: '18849496460467696128',
    MessageDeduplicationId: messageId,
  }
  return sqsRecord(
    messageId,
    { eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:shipments.fifo', ...fields },
    attributes,
  )
}

/** Records as their services send them. */
export const records = (...list: readonly unknown[]): Fields => ({ Records: list })

/** A notification, from https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export function notification(Message: string, fields: Fields = {}): Fields {
  return {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: 'arn:aws:sns:us-west-2:123456789012:order-placed',
    Subject: 'My First Message',
    Message,
    Timestamp: '2012-05-02T00:54:06.655Z',
    SignatureVersion: '1',
    MessageAttributes: { kind: { Type: 'String', Value: 'gift' }, raw: { Type: 'Binary', Value: 'AAH/' } },
    ...fields,
  }
}

/** An SNS event, from https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const snsEvent = (Message: string, fields: Fields = {}): Fields =>
  records({ EventVersion: '1.0', EventSource: 'aws:sns', Sns: notification(Message, fields) })

/** A record of S3, from https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function s3Record(eventName: string, key: string, object: Fields = {}): Fields {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-west-2',
    eventTime: '1970-01-01T00:00:00.000Z',
    eventName,
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: 'receipts', arn: 'arn:aws:s3:::receipts' },
      object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5', ...object },
    },
  }
}

/** What S3 sends when notifications are set up, from the same document. */
export const s3Test: Fields = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2014-10-13T15:57:02.089Z',
  Bucket: 'receipts',
  RequestId: '5582815E1AEA5ADF',
  HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE',
}

/** An event, from https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export function busEvent(source: string, type: string, fields: Fields = {}): Fields {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': type,
    source,
    account: '111122223333',
    time: '2017-12-22T18:43:48Z',
    region: 'us-west-1',
    resources: [],
    detail: {},
    ...fields,
  }
}

/** A change, from https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export function dynamoRecord(eventName: string, sequence: string, dynamodb: Fields = {}): Fields {
  return {
    eventID: `c4ca4238a0b923820dcc509a6f75849b${sequence}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-2',
    dynamodb: {
      ApproximateCreationDateTime: 1_479_499_740,
      Keys: { id: { S: `order-${sequence}` } },
      SequenceNumber: sequence,
      SizeBytes: 26,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...dynamodb,
    },
    eventSourceARN: 'arn:aws:dynamodb:us-east-2:123456789012:table/orders/stream/2015-06-27T00:48:05.899',
  }
}

/** A record of a stream, from https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function kinesisRecord(sequenceNumber: string, data: string | Uint8Array, kinesis: Fields = {}): Fields {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '1',
      sequenceNumber,
      data: Buffer.from(data as string).toString('base64'),
      approximateArrivalTimestamp: 1_545_084_650.987,
      ...kinesis,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/lambda-role',
    awsRegion: 'us-east-2',
    eventSourceARN: 'arn:aws:kinesis:us-east-2:123456789012:stream/shipments',
  }
}

/** A transformation, from https://docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html */
export function firehoseEvent(data: readonly string[], fields: Fields = {}): Fields {
  return {
    invocationId: 'invoked123',
    deliveryStreamArn: 'arn:aws:firehose:us-west-2:123456789012:deliverystream/shipments',
    region: 'us-west-2',
    records: data.map((text, index) => ({
      recordId: `record${index + 1}`,
      approximateArrivalTimestamp: 1_510_772_160_000,
      data: Buffer.from(text).toString('base64'),
    })),
    ...fields,
  }
}

/** A record of Kafka, from https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html */
export function kafkaRecord(offset: number, fields: Fields = {}): Fields {
  return {
    topic: 'shipments',
    partition: 0,
    offset,
    timestamp: 1_545_084_650_987,
    timestampType: 'CREATE_TIME',
    key: 'abcDEFghiJKLmnoPQRstuVWXyz1234==',
    value: 'SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==',
    headers: [{ headerKey: [104, 101, 97, 100, 101, 114, 86, 97, 108, 117, 101] }],
    ...fields,
  }
}

/** What Kafka sends. */
export function kafkaEvent(list: readonly Fields[], fields: Fields = {}): Fields {
  return {
    eventSource: 'aws:kafka',
    eventSourceArn:
      'arn:aws:kafka:us-east-1:123456789012:cluster/vpc-2priv-2pub/751d2973-a626-431c-9d4e-d7975eb44dd7-2',
    bootstrapServers: 'b-2.demo.a1bcde.c1.kafka.us-east-1.amazonaws.com:9092,b-1.demo:9092',
    records: { 'shipments-0': list },
    ...fields,
  }
}

/** A message of ActiveMQ, from https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html */
export function activeMqEvent(messages: readonly Fields[]): Fields {
  return {
    eventSource: 'aws:mq',
    eventSourceArn: 'arn:aws:mq:us-east-2:111122223333:broker:test:b-9bcfa592-423a-4942-879d-eb284b418fc8',
    messages: messages.map((fields, index) => ({
      messageID: `ID:b-9bcfa592-1.mq.us-east-2.amazonaws.com-37557-1234520418293-4:1:1:1:${index + 1}`,
      messageType: 'jms/text-message',
      deliveryMode: 1,
      replyTo: null,
      type: null,
      expiration: '60000',
      priority: 1,
      correlationId: 'myJMSCoID',
      redelivered: false,
      destination: { physicalName: 'shipments' },
      data: 'QUJDOkFBQUE=',
      timestamp: 1_598_827_811_958,
      brokerInTime: 1_598_827_811_958,
      brokerOutTime: 1_598_827_811_959,
      properties: { index: '1', doAlarm: 'false' },
      ...fields,
    })),
  }
}

/** Messages of RabbitMQ, from the same document. */
export function rabbitMqEvent(messages: readonly Fields[]): Fields {
  return {
    eventSource: 'aws:rmq',
    eventSourceArn: 'arn:aws:mq:us-east-2:111122223333:broker:pizza:b-9bcfa592-423a-4942-879d-eb284b418fc8',
    rmqMessagesByQueue: {
      'shipments::/': messages.map((fields) => ({
        basicProperties: {
          contentType: 'application/json',
          headers: { header1: { bytes: [118, 97, 108, 117, 101, 49] }, numberInHeader: 10 },
          deliveryMode: 1,
          messageId: null,
          timestamp: 'Jan 1, 1970, 12:33:41 AM',
          type: null,
        },
        redelivered: false,
        data: 'eyJ0aW1lb3V0IjowfQ==',
        ...fields,
      })),
    },
  }
}
