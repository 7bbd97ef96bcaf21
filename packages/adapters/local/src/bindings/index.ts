export { takeSent } from './folder-sender.ts'
export {
  type BucketSourceOptions,
  environmentSecret,
  type FolderOptions,
  folderBucket,
  folderKv,
  folderQueue,
  folderSecret,
  folderTopic,
  type KvSourceOptions,
  memoryBucket,
  memoryKv,
  memorySecret,
  type SecretFolderOptions,
  type SentFolderOptions,
  type SourceOptions,
} from './sources.ts'
