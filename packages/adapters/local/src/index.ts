import './platform.ts'

export { adapt, type LocalHandler, type LocalOptions } from './adapt.ts'
export { driverCapabilities } from './bindings/driver-capabilities.ts'
export { capabilities } from './capabilities.ts'
export { type ClientOptions, LocalClient, local } from './client.ts'
export type {
  LocalBucketEvent,
  LocalChange,
  LocalContent,
  LocalEvent,
  LocalEventOf,
  LocalKvEvent,
  LocalMessage,
  LocalObject,
  LocalQueueEvent,
  LocalRecord,
  LocalScheduleEvent,
  LocalTick,
  LocalTopicEvent,
  LocalTopicRecord,
} from './codecs/local-event.ts'
export type { ContentOptions, DeliverOptions, RawOptions, ToldChange, ToldObject } from './deliver/options.ts'
export type { DeadLetteredItem, DeliveredItem, DeliveryReport } from './deliver/report.ts'
export { type LocalServer, type ServeOptions, serve } from './serve.ts'
export type { ChaosOptions } from './services/chaos.ts'
export type { Clock } from './services/clock.ts'
export type { DeadLettered } from './services/dead-letter.ts'
export type {
  ChangeItem,
  Entry,
  EventItem,
  Fate,
  ItemOf,
  MessageItem,
  ObjectItem,
  PostOptions,
  TickItem,
} from './services/entry.ts'
export type { Post, Sent, Services, ServicesOptions } from './services/services.ts'
export { VirtualClock } from './services/virtual-clock.ts'
