import { type FileHandle, open } from 'node:fs/promises'
import type { StoredObject } from '@rove/core/adapter'
import { ifThere, LocalError } from './local-error.ts'

// What is known of an object comes after its content, because its size is known only then: the content, a line break, the
// JSON, and the JSON's length in eight digits. So one rename changes both.
const digits = 8
const pieceSize = 65_536

type Known = Omit<StoredObject, 'size'>

/** Writes an object's file. @returns bytes of the content */
export async function writeObject(file: FileHandle, content: AsyncIterable<Uint8Array>, known: Known): Promise<number> {
  let size = 0
  for await (const piece of content) {
    for (let at = 0; at < piece.byteLength; ) at += (await file.write(piece, at)).bytesWritten
    size += piece.byteLength
  }
  const text = JSON.stringify(known)
  await file.writeFile(`\n${text}${String(Buffer.byteLength(text)).padStart(digits, '0')}`)
  return size
}

/** Reads what is known of the object in a file. */
export async function readObject(path: string): Promise<StoredObject | undefined> {
  const file = await ifThere(open(path))
  try {
    return file && (await readKnown(file))
  } finally {
    await file?.close()
  }
}

/** Opens an object's file: what is read is what was there when it was opened, whatever is written meanwhile. */
export async function openObject(
  path: string,
): Promise<(StoredObject & { readonly body: AsyncIterable<Uint8Array> }) | undefined> {
  const file = await ifThere(open(path))
  if (file === undefined) return undefined
  try {
    const known = await readKnown(file)
    const body = readContent(file, known.size)
    unread.register(body, file, file)
    return { ...known, body }
  } catch (error) {
    await file.close()
    throw error
  }
}

// A content that nobody reads keeps its file open until nobody can read it any more.
const unread = new FinalizationRegistry<FileHandle>((file) => {
  file.close().catch(() => undefined)
})

async function* readContent(file: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  unread.unregister(file)
  try {
    for (let at = 0; at < size; ) {
      const { bytesRead, buffer } = await file.read({
        buffer: new Uint8Array(Math.min(pieceSize, size - at)),
        position: at,
      })
      if (bytesRead === 0) throw broken()
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function readKnown(file: FileHandle): Promise<StoredObject> {
  const { size } = await file.stat()
  const length = Number(await readText(file, size - digits, digits))
  const start = size - digits - length
  const text = await readText(file, start, length)
  return { ...parse(text), size: start - 1 }
}

async function readText(file: FileHandle, position: number, length: number): Promise<string> {
  if (!(position >= 0 && length >= 0)) throw broken()
  const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(length), position })
  if (bytesRead !== length) throw broken()
  return buffer.toString()
}

function parse(text: string): Known {
  try {
    return JSON.parse(text)
  } catch {
    throw broken()
  }
}

function broken(): LocalError {
  return new LocalError('Internal', 'The file is no object: something else has written it, or cut it off.')
}
