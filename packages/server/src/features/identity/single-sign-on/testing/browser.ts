import type { TestServer } from '../../../../testing/server.ts'

/** A browser in front of this server: it keeps cookies and follows no redirect by itself. */
export function openBrowser(it: TestServer) {
  const jar = new Map<string, string>()
  const send = async (
    method: 'GET' | 'POST',
    address: string,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ) => {
    const url = address.replace(it.app.config.publicUrl, '')
    const answer = await it.server.inject({
      method,
      url,
      headers: {
        cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; '),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(form && { payload: new URLSearchParams(form).toString() }),
    })
    for (const { name, value } of answer.cookies) {
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return { status: answer.statusCode, to: String(answer.headers.location ?? ''), text: answer.body, json: () => answer.json() }
  }
  return {
    get: (address: string) => send('GET', address),
    post: (address: string, form: Record<string, string>, headers?: Record<string, string>) =>
      send('POST', address, form, headers),
    jar,
  }
}
