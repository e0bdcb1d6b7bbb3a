import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ApiClient } from '../../../src/adapters/inbound/dashboard/api/api-client.ts';
import { ApiProblem } from '../../../src/adapters/inbound/dashboard/api/api-problem.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

interface Request {
  readonly url: string;
  readonly request: RequestInit;
}

describe('ApiClient', () => {
  it('sends the token, encodes names, and requests long runs as jobs', async () => {
    const { client, requests } = clientFor(() => json({ id: '1' }, 202), 'secret');
    await client.verify('app 1/2.db', 'full');
    expect(requests[0]?.url).to.equal('api/backup/verify/app%201%2F2.db?level=full');
    expect(requests[0]?.request.headers).to.include({
      Authorization: 'Bearer secret',
      Prefer: 'respond-async',
    });
    await client.create({ database: 'app' });
    expect(requests[1]?.request).to.include({ method: 'POST', body: '{"database":"app"}' });
  });

  it('omits undefined query parameters', async () => {
    const { client, requests } = clientFor(() => json({ runs: [] }));
    await client.history({ outcome: 'failed', database: undefined });
    expect(requests[0]?.url).to.equal('api/backup/history?outcome=failed');
    expect(requests[0]?.request.headers).to.not.have.property('Authorization');
  });

  it('rejects with the problem of the service', async () => {
    const problem = {
      detail: 'no such backup',
      code: 'BACKUP_NOT_FOUND',
      hint: 'List them.',
      details: { a: 1 },
    };
    const { client } = clientFor(() => json(problem, 404));
    const error = await rejectionOf(client.inspect('x'));
    expect(error).to.be.instanceOf(ApiProblem);
    expect(error).to.include({
      message: 'no such backup',
      code: 'BACKUP_NOT_FOUND',
      hint: 'List them.',
      status: 404,
    });
  });

  it('reports an unreachable service when nothing or only a proxy answers', async () => {
    const dead = clientFor(() => Promise.reject(new TypeError('fetch failed')));
    expect(await rejectionOf(dead.client.jobs())).to.include({ code: 'UNREACHABLE', status: 0 });
    const proxy = clientFor(() => new Response('<h1>Bad Gateway</h1>', { status: 502 }));
    expect(await rejectionOf(proxy.client.jobs())).to.include({ code: 'UNREACHABLE', status: 502 });
  });

  it('reports a refused token, unless it was replaced meanwhile', async () => {
    let token = 'old';
    let refusals = 0;
    const client = new ApiClient({
      token: () => token,
      onUnauthorized: () => (refusals += 1),
      fetch: () => Promise.resolve(json({ detail: 'no', code: 'UNAUTHORIZED' }, 401)),
    });
    await rejectionOf(client.jobs());
    expect(refusals).to.equal(1);
    const late = rejectionOf(client.jobs());
    token = 'new';
    await late;
    expect(refusals).to.equal(1);
  });
});

function clientFor(answer: () => Response | Promise<Response>, token?: string) {
  const requests: Request[] = [];
  const client = new ApiClient({
    token: () => token,
    onUnauthorized: () => undefined,
    fetch: async (url, request) => {
      requests.push({ url: url as string, request: request ?? {} });
      return answer();
    },
  });
  return { client, requests };
}

function json(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}
