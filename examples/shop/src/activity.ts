import { isRoveError, json, type KvReader, type KvWriter, onRequest } from '@rove/core'
import { activity } from './resources.ts'

/** Notes what was done. The same, done twice, is noted once: its key is what it says. */
export async function note(notes: KvWriter<string>, kind: string, what: string): Promise<void> {
  await notes.set(`${kind}: ${what}`, what)
}

/** Whether this is the first time that something is tried. */
export async function isFirst(notes: KvWriter<string>, what: string): Promise<boolean> {
  try {
    await notes.set(`tried ${what}`, what, { ifAbsent: true })
    return true
  } catch (error) {
    if (isRoveError(error) && error.code === 'AlreadyExists') return false
    throw error
  }
}

/** What the shop's functions did, in the order of the letters. */
export const getActivity = onRequest('GET /activity', { use: { activity: activity.reader } }, async (_, { use }) =>
  json(await notesOf(use.activity)),
)

async function notesOf(notes: KvReader<string>): Promise<string[]> {
  const { entries } = await notes.list({ limit: 1000 })
  return entries.map(({ key }) => key).filter((key) => !key.startsWith('tried '))
}
