/** A key that services or their clients treat in a way of their own. */
export interface AwkwardKey {
  /** The last part of the case's id. */
  readonly id: string
  /** What it has, for the title. */
  readonly title: string
  /** Keys that must not be taken for one another. */
  readonly keys: readonly string[]
}

/** Keys behind a prefix. */
export const awkwardKeys: readonly AwkwardKey[] = [
  { id: 'slash', title: 'slashes, also double, first and last', keys: ['a/b', 'a//b', '/a/b', 'a/b/', 'a'] },
  {
    id: 'percent',
    title: 'percent signs and what looks encoded',
    keys: ['a%2Fb', 'a/b', 'a%252Fb', '100%', '%', '%zz'],
  },
  {
    id: 'query',
    title: 'signs that have a meaning in URLs',
    keys: ['a?b=c', 'a#b', 'a&b', 'a+b', 'a b', 'a;b', 'a:b@c'],
  },
  {
    id: 'unicode',
    title: 'letters of many scripts, and emoji',
    keys: ['größe', '注文', 'заказ', 'طلب', '👩‍👩‍👧', '\u{10ffff}'],
  },
  { id: 'forms', title: 'two ways of writing one letter', keys: ['caf\u00e9', 'cafe\u0301'] },
  { id: 'case', title: 'capitals', keys: ['Order', 'order', 'ORDER'] },
  {
    id: 'quote',
    title: 'quotes, backslashes and brackets',
    keys: ["a'b", "a''b", 'a"b', 'a\\b', 'a`b', '{a}', '[a]', '<a>', '$a', '(a)'],
  },
  { id: 'wildcard', title: 'what stands for others in patterns', keys: ['a*', 'a?', 'a_', 'a%', 'ab', '*', '_'] },
  {
    id: 'reserved',
    title: 'names that services reserve',
    keys: ['__id__', '__proto__', 'constructor', 'CON', 'nul', '~', '$metadata'],
  },
  { id: 'space', title: 'spaces at its ends', keys: ['a', 'a ', ' a', 'a.', 'a\u00a0'] },
]

/** Keys that are odd as a whole. */
export const wholeKeys: readonly string[] = ['%', '*', '_', '-', '__x__', '0', '"', "'", '\\', '{}', '😀', '$', '~']

/** Keys of dots, which file systems and URLs resolve. */
export const dotKeys: readonly string[] = ['.', '..', 'a/./b', 'a/../b', './a', '../a', 'a/..', 'a/.', '...', '.a']
