import { writeSync } from 'node:fs'
import { folderBucket, folderKv, folderQueue } from '../../src/bindings/index.ts'

// A process that writes, as it is told: `crash` writes until it is killed, `count` adds to a number and says each
// that it wrote, `send` sends 25 messages with a name.
const [, , what = '', folder = '', argument = ''] = process.argv
const resource = { name: 'store', native: 'store', ordered: false, env: {} }
const kv = folderKv({ folder }).open(resource)
const bucket = folderBucket({ folder }).open({ ...resource, native: 'objects' })

async function* pieces(letter: string): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < 8; index += 1) yield new Uint8Array(32_768).fill(letter.charCodeAt(0))
}

async function crash(): Promise<void> {
  for (let round = 0; ; round += 1) {
    const letter = String.fromCharCode(97 + (round % 26))
    await kv.set({ key: 'a', text: JSON.stringify(letter.repeat(100_000)), expiresAt: undefined }, undefined)
    await bucket.put({
      key: 'a',
      body: pieces(letter),
      size: undefined,
      contentType: 'text/plain',
      metadata: { letter },
      condition: undefined,
    })
    if (round === 0) console.log('writing')
  }
}

async function count(times: number): Promise<void> {
  for (let made = 0; made < times; ) {
    const found = await kv.get('count')
    const text = String(Number(found?.text ?? 0) + 1)
    const condition = found ? { version: found.version } : ({ absent: true } as const)
    try {
      await kv.set({ key: 'count', text, expiresAt: undefined }, condition)
      made += 1
      // At once, so that it is known also of one who is killed.
      writeSync(1, `${text}\n`)
    } catch (error) {
      if (kv.errorCode(error) !== 'FailedPrecondition') throw error
    }
  }
}

async function send(name: string): Promise<void> {
  const queue = folderQueue({ folder }).open(resource)
  for (let at = 0; at < 25; at += 1) {
    await queue.send([{ text: `${name}${at}`, delay: undefined, group: undefined, dedupeKey: undefined }])
  }
}

if (what === 'crash') await crash()
else if (what === 'send') await send(argument)
else await count(Number(argument))
