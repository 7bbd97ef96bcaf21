const project = 'projects/demo'

/** Makes a topic, with a subscription that keeps what is published so that it can be taken. */
export async function createTopic(host: string, name: string): Promise<void> {
  await call(host, 'PUT', `topics/${name}`, {})
  await call(host, 'PUT', `subscriptions/of-${name}`, { topic: `${project}/topics/${name}` })
}

/** Takes everything that was published: the texts. */
export async function drainTopic(host: string, name: string): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    // A pull that may wait waits for the first message; of an empty subscription nothing is expected.
    const pulled = await call(host, 'POST', `subscriptions/of-${name}:pull`, {
      maxMessages: 1000,
      returnImmediately: true,
    })
    const received = (pulled.receivedMessages ?? []) as ReadonlyArray<{ ackId: string; message: { data?: string } }>
    if (received.length === 0) return texts
    texts.push(...received.map(({ message }) => Buffer.from(message.data ?? '', 'base64').toString()))
    await call(host, 'POST', `subscriptions/of-${name}:acknowledge`, { ackIds: received.map(({ ackId }) => ackId) })
  }
}

// The REST interface, which is documented, wants no SDK.
// Source: https://cloud.google.com/pubsub/docs/reference/rest
async function call(host: string, method: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://${host}/v1/${project}/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`The Pub/Sub emulator answered ${answer.status} to ${method} ${path}: ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}
