import type { Capability, DeliveryPromise } from '@rove/core'

// These services are this package's own, and so is their document; the address is as seen from docs/delivery.md.
const document = '../packages/adapters/local/README.md'

function native(section: string, note: string): Capability {
  return { support: 'native', note, source: `${document}#${section}`, asOf: '2026-11' }
}

const kept = 'Dead letters are kept in memory, with item, reason and attempts, until the process ends.'
const attempts = 'Five attempts, or those that the sender asks for; a wait of 1 s that doubles up to a minute.'

/** What the in-process services keep of the delivery contract. */
export const deliverySupport: Readonly<Record<DeliveryPromise, Capability>> = {
  'message.acknowledge': native('queues', 'What was sent is kept in memory, and lost when the process ends.'),
  'message.partial': native('queues', 'A batch has at most ten messages; each is settled by itself.'),
  'message.retry': native('queues', 'After 1 s, then twice as long each time, at most a minute.'),
  'message.retry.after': native('queues', 'By the services’ clock, for any length of time.'),
  'message.attempt': native(
    'queues',
    'A message that was skipped, because one before it in its group failed, is not counted.',
  ),
  'message.dead-letter': native('dead-letters', kept),
  'message.dead-letter.now': native('dead-letters', kept),
  'message.ordered': native('order', 'A message without a group is in one group with all that have none.'),
  'message.attributes': native('queues', 'Names and values are not limited.'),
  'message.text': native('queues', 'It is never copied into another encoding.'),
  'message.bytes': native('queues', 'Each delivery gets a copy of its own.'),
  'event.retry': native('topics', `Each function that listens has its own. ${attempts}`),
  'event.retry.after': native('topics', 'By the services’ clock, for any length of time.'),
  'event.attempt': native('topics', 'Counted for each function that listens.'),
  'event.dead-letter': native('dead-letters', kept),
  'event.dead-letter.now': native('dead-letters', kept),
  'event.attributes': native('topics', 'Names and values are not limited.'),
  'schedule.time': native('schedules', 'The minute that was due, also when it comes late.'),
  'schedule.retry': native('schedules', `${attempts} Times that come meanwhile are left out, and logged.`),
  'object.created': native('objects-and-changes', 'Told by what writes, through services.objectChanged.'),
  'object.deleted': native('objects-and-changes', 'Told by what deletes, through services.objectChanged.'),
  'object.properties': native('objects-and-changes', 'As they were told by what wrote.'),
  'object.retry': native('objects-and-changes', attempts),
  'change.written': native('objects-and-changes', 'Told by what writes, through services.valueChanged.'),
  'change.kind': native('objects-and-changes', 'As it was told by what wrote.'),
  'change.before': native('objects-and-changes', 'As it was told by what wrote.'),
  'change.deleted': native('objects-and-changes', 'Told by what deletes, through services.valueChanged.'),
  'change.ordered': native('order', 'The group is the key; other keys go on.'),
  'change.retry': native('objects-and-changes', attempts),
  'delivery.trace': native(
    'queues',
    'In the envelope, or in the attributes traceparent and tracestate of foreign senders.',
  ),
}
