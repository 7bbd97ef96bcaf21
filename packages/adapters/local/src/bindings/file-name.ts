import { createHash } from 'node:crypto'

// Most file systems take 255 bytes. Source: https://man7.org/linux/man-pages/man3/readdir.3.html
const longest = 200
const shown = 120
// Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/

/**
 * The file name of a key: small letters, digits, `_`, `-` and `.` as they are, every other byte as `%2f`. It begins and
 * ends with no dot and is no name that Windows keeps for itself. One that is too long ends with `~` and the key's SHA-256.
 * No two keys have the same name, also where the case of letters does not count.
 */
export function toFileName(key: string): string {
  let name = ''
  for (const byte of Buffer.from(key)) {
    const letter = String.fromCharCode(byte)
    name += /[a-z0-9_.-]/.test(letter) ? letter : escapeByte(byte)
  }
  if (name.startsWith('.') || reserved.test(name)) name = `${escapeByte(name.charCodeAt(0))}${name.slice(1)}`
  if (name.endsWith('.')) name = `${name.slice(0, -1)}${escapeByte(0x2e)}`
  if (name.length <= longest) return name
  return `${name.slice(0, shown)}~${createHash('sha256').update(key).digest('hex')}`
}

/** The key of a file name; undefined when the name is too short to tell it, or no key's. */
export function toKey(name: string): string | undefined {
  if (name.includes('~') || name.startsWith('.')) return undefined
  try {
    return decodeURIComponent(name)
  } catch {
    return undefined
  }
}

function escapeByte(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`
}
