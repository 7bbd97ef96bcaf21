import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { OutgoingMessage, SendDriver, SendResult } from '@rove/core/adapter'
import { toFileName } from './file-name.ts'
import { FolderFiles } from './folder-files.ts'
import { sendLimits } from './limits.ts'
import { errorCodeOf, ifThere, LocalError } from './local-error.ts'

/** The file of a message: what was sent, and when, epoch milliseconds. */
interface SentMessage extends OutgoingMessage {
  readonly sentAt: number
}

// Microseconds since 1970; they have as many digits until 2286.
const nameShape = /^\d{16}$/

/**
 * Keeps what is sent in a folder, one file a message, for development: nothing delivers it. A file is a line of JSON with
 * `sentAt` and `text`, and `delay`, `group` and `dedupeKey` where they were said. They are only kept: a second message
 * with a key is not dropped. The names sort in the order of sending, whatever process sent.
 */
export class FolderSender implements SendDriver {
  readonly service = 'folder'
  readonly limits: SendDriver['limits'] = sendLimits
  readonly errorCode: SendDriver['errorCode'] = errorCodeOf
  /** The folder's path. */
  readonly native: string
  readonly #files: FolderFiles

  constructor(folder: string) {
    this.native = folder
    this.#files = new FolderFiles(folder)
  }

  async send(messages: readonly OutgoingMessage[]): Promise<SendResult[]> {
    const results: SendResult[] = []
    // One after the other, so that a batch keeps its order.
    for (const message of messages) results.push(await this.#keep(message).catch((error: unknown) => ({ error })))
    return results
  }

  async #keep({ text, delay, group, dedupeKey }: OutgoingMessage): Promise<SendResult> {
    const message: SentMessage = { sentAt: Date.now(), delay, group, dedupeKey, text }
    let id = ''
    const name = async (): Promise<string> => {
      id = nextName(await namesOf(this.#files))
      return id
    }
    await this.#files.write(name, (file) => file.writeFile(`${JSON.stringify(message)}\n`), {
      check: async () => true,
      made: () => undefined,
    })
    return { id }
  }
}

/** Where what is sent to a queue or a topic is kept. */
export function sentFolder(folder: string, kind: 'queue' | 'topic', native: string): string {
  return join(resolve(folder), kind, toFileName(native))
}

/**
 * Takes what was sent to a queue or a topic of {@link folderQueue} or {@link folderTopic}: each message is given once, and is
 * gone. For tests and tools, which do not wait: a delay only puts a message behind those that are due before it.
 *
 * @param folder the one that the driver was given, or the one of `ROVE_DATA`
 * @param native the provider's name: `<app>-<name>`, unless it was given another
 * @returns the envelopes' texts, in the order in which they were to arrive
 */
export async function takeSent(folder: string, kind: 'queue' | 'topic', native: string): Promise<string[]> {
  const files = new FolderFiles(sentFolder(folder, kind, native))
  const found: Array<{ readonly name: string; readonly due: number }> = []
  for (const name of await namesOf(files)) {
    const message = await readMessage(files.pathOf(name))
    if (message) found.push({ name, due: message.sentAt + (message.delay ?? 0) * 1000 })
  }
  const texts: string[] = []
  for (const { name } of found.sort((one, other) => one.due - other.due)) {
    let message: SentMessage | undefined
    // Another one may take at the same time.
    const check = async (): Promise<boolean> => {
      message = await readMessage(files.pathOf(name))
      return message !== undefined
    }
    await files.remove(name, { check, made: () => message && texts.push(message.text) })
  }
  return texts
}

/** The names of the messages, in the order of sending. */
async function namesOf(files: FolderFiles): Promise<string[]> {
  const names = await files.keys(async () => undefined)
  return names.filter((name) => nameShape.test(name)).sort()
}

function nextName(names: readonly string[]): string {
  const last = Number(names.at(-1) ?? 0)
  // Clocks are set back, and one millisecond may see many messages.
  return String(Math.max(Date.now() * 1000, last + 1)).padStart(16, '0')
}

async function readMessage(path: string): Promise<SentMessage | undefined> {
  const content = await ifThere(readFile(path, 'utf8'))
  if (content === undefined) return undefined
  try {
    return JSON.parse(content) as SentMessage
  } catch {
    throw new LocalError('Internal', `${path} is no message: something else has written it, or cut it off.`)
  }
}
