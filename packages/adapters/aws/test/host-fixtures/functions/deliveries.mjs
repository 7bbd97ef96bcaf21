import { appendFileSync } from 'node:fs'

// A function that does with each item what the item's text says, and writes down every event that it gets:
// `ok`, `fail` (reports it), `fail-2` (reports it two times), `throw`, `hang`, `exit`, `answer {"any":"result"}`.
const seen = new Map()

export const handler = async (event) => {
  if (process.env.EVENTS_FILE) appendFileSync(process.env.EVENTS_FILE, `${JSON.stringify(event)}\n`)
  const items = itemsOf(event)
  const failed = []
  for (const { id, text } of items) {
    const [plan, ...rest] = text.split(' ')
    const [verb, times] = plan.split('-')
    const key = `${text}|${id}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    if (verb === 'answer') return JSON.parse(rest.join(' '))
    const over = times !== undefined && count > Number(times)
    if (over) continue
    if (verb === 'throw') throw new Error('thrown on purpose')
    if (verb === 'hang') await new Promise(() => setInterval(() => undefined, 1000))
    if (verb === 'exit') process.exit(3)
    if (verb === 'fail') failed.push({ itemIdentifier: id })
  }
  return { batchItemFailures: failed }
}

function itemsOf(event) {
  if (event.records)
    return Object.values(event.records)
      .flat()
      .map(({ topic, partition, offset, value }) => ({ id: `${topic}-${partition}-${offset}`, text: decode(value) }))
  if (event.messages) return event.messages.map(({ messageID, data }) => ({ id: messageID, text: decode(data) }))
  if (event.rmqMessagesByQueue)
    return Object.values(event.rmqMessagesByQueue)
      .flat()
      .map(({ data }) => ({ id: data, text: decode(data) }))
  if (event['detail-type']) return [{ id: event.id, text: event.detail?.object?.key ?? event.detail?.plan ?? 'ok' }]
  return event.Records.map((record) => {
    if (record.Sns) return { id: record.Sns.MessageId, text: record.Sns.Message }
    if (record.kinesis) return { id: record.kinesis.sequenceNumber, text: decode(record.kinesis.data) }
    if (record.dynamodb)
      return { id: record.dynamodb.SequenceNumber, text: (record.dynamodb.NewImage ?? record.dynamodb.OldImage).plan.S }
    if (record.s3)
      return { id: record.s3.object.sequencer, text: decodeURIComponent(record.s3.object.key.replaceAll('+', ' ')) }
    return { id: record.messageId, text: record.body }
  })
}

function decode(base64) {
  return Buffer.from(base64, 'base64').toString()
}

// Refuses every event, whatever is in it.
export const refuse = async (event) => {
  appendFileSync(process.env.EVENTS_FILE, `${JSON.stringify(event)}\n`)
  throw new Error('refused on purpose')
}
