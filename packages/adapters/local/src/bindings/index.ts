export {
  type BucketSourceOptions,
  environmentSecret,
  type FolderOptions,
  folderBucket,
  folderKv,
  folderSecret,
  type KvSourceOptions,
  memoryBucket,
  memoryKv,
  memorySecret,
  type SourceOptions,
} from './sources.ts'
