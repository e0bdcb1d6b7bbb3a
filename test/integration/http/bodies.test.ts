import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { MAX_BODY_BYTES, readJsonBody } from '../../../src/adapters/inbound/http/read-json-body.ts';
import { rawRequest } from './raw-request.ts';
import { bearer, routeOf, startTestApp, type TestApp } from './test-app.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('body of a request', () => {
  let app: TestApp;
  const taken: unknown[] = [];

  before(async () => {
    const route = routeOf({
      method: 'POST',
      handle: async (context) => {
        taken.push(await readJsonBody(context));
        context.body = {};
      },
    });
    app = await startTestApp({ routes: [route] });
  });

  after(() => app.close());

  async function post(
    body: string | Uint8Array<ArrayBuffer> | undefined,
    headers: Readonly<Record<string, string>> = JSON_TYPE,
  ): Promise<{ readonly status: number; readonly code: unknown }> {
    taken.length = 0;
    const answer = await fetch(`${app.url}/thing`, {
      method: 'POST',
      headers: { ...bearer(app.secrets.admin), ...headers },
      ...(body !== undefined && { body }),
    });
    const { code } = (await answer.json()) as { readonly code?: unknown };
    if (answer.status !== 200) expect(taken).to.deep.equal([]);
    return { status: answer.status, code };
  }

  it('is a JSON object or empty', async () => {
    expect(await post('{"a": [1, "ü"]}')).to.include({ status: 200 });
    expect(taken).to.deep.equal([{ a: [1, 'ü'] }]);
    expect(await post('{}', { 'Content-Type': 'Application/JSON; charset="UTF-8"' })).to.include({
      status: 200,
    });
    expect(await post(undefined, {})).to.include({ status: 200 });
    expect(taken).to.deep.equal([{}]);
  });

  for (const body of [
    '[]',
    '"text"',
    '1',
    'null',
    '{',
    '{"a":1}x',
    '{"a":NaN}',
    "{'a':1}",
    '\uFEFF\uFEFF{}',
  ]) {
    it(`is refused when it is not an object: ${JSON.stringify(body)}`, async () => {
      expect(await post(body)).to.deep.equal({ status: 400, code: 'USAGE' });
    });
  }

  it('is refused when it is not UTF-8', async () => {
    expect(await post(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).to.include({
      status: 400,
    });
  });

  it('is refused when it is a deeply nested array', async () => {
    expect(await post('['.repeat(30_000) + ']'.repeat(30_000))).to.include({ status: 400 });
  });

  it('does not change a prototype', async () => {
    expect(await post('{"__proto__": {"admin": true}}')).to.include({ status: 200 });
    expect(Object.hasOwn(taken[0] as object, '__proto__')).to.equal(true);
    expect(({} as Readonly<Record<string, unknown>>)['admin']).to.equal(undefined);
  });

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json; charset=utf-16',
    'text/json, application/json',
  ]) {
    it(`is refused as ${type}`, async () => {
      expect(await post('{}', { 'Content-Type': type })).to.deep.equal({
        status: 415,
        code: 'UNSUPPORTED_MEDIA_TYPE',
      });
    });
  }

  it('is refused when it is compressed', async () => {
    for (const encoding of ['gzip', 'br', 'identity, gzip']) {
      expect(await post('{}', { ...JSON_TYPE, 'Content-Encoding': encoding })).to.include({ status: 415 });
    }
    expect(await post('{}', { ...JSON_TYPE, 'Content-Encoding': 'identity' })).to.include({ status: 200 });
  });

  it('is refused when it is longer than the limit', async () => {
    const longest = JSON.stringify({ a: 'x'.repeat(MAX_BODY_BYTES - 8) });
    expect(longest).to.have.lengthOf(MAX_BODY_BYTES);
    expect(await post(longest)).to.include({ status: 200 });
    expect(await post(`${longest} `)).to.deep.equal({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it('is not read when its Content-Length is too large', async () => {
    const answer = await rawRequest(app.port, head('Content-Length: 1099511627776'), '{');
    expect(answer.status).to.equal(413);
    expect(answer.text).to.match(/connection: close/i);
  });

  it('is cut off at the limit without a Content-Length', async () => {
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    const answer = await rawRequest(app.port, head('Transfer-Encoding: chunked'), chunk.repeat(64));
    expect(answer.status).to.equal(413);
  });

  it('is refused when its length is ambiguous', async () => {
    const attempts = [
      head('Content-Length: 2\r\nContent-Length: 3'),
      head('Content-Length: 2\r\nTransfer-Encoding: chunked'),
      head('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'),
      head('Transfer-Encoding: xchunked'),
      head('Content-Length: +2'),
      head('Content-Length: -1'),
    ];
    for (const attempt of attempts) {
      const { status } = await rawRequest(app.port, `${attempt}{}`);
      expect(status, attempt).to.equal(400);
    }
    expect((await fetch(`${app.url}/thing`)).status).to.equal(401);
  });

  function head(more: string): string {
    const token = bearer(app.secrets.admin).Authorization;
    return `POST /thing HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${token}\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;
  }
});
