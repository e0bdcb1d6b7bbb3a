import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ApiProblem } from '../../../src/adapters/inbound/dashboard/api/api-problem.ts';
import { Resource } from '../../../src/adapters/inbound/dashboard/state/resource.ts';

describe('Resource', () => {
  it('is read when it is watched, and read again on changes only while watched', async () => {
    const { resource, answers } = scripted();
    expect(answers).to.have.lengthOf(0);
    const leave = resource.watch();
    expect(answers).to.have.lengthOf(1);
    await answers[0]?.give(1);
    expect(resource.value.value).to.equal(1);
    resource.invalidate();
    expect(answers).to.have.lengthOf(2);
    await answers[1]?.give(2);
    leave();
    resource.invalidate();
    expect(answers).to.have.lengthOf(2);
    resource.watch();
    expect(answers).to.have.lengthOf(3);
  });

  it('reads once more when it changes five times during a read', async () => {
    const { resource, answers } = scripted();
    const done = resource.refresh();
    for (let count = 0; count < 5; count += 1) void resource.refresh();
    await answers[0]?.give(1);
    expect(answers).to.have.lengthOf(2);
    expect(resource.value.value).to.equal(1);
    expect(resource.isLoading.value).to.equal(true);
    await answers[1]?.give(2);
    await done;
    expect(resource.value.value).to.equal(2);
    expect(resource.isLoading.value).to.equal(false);
    expect(answers).to.have.lengthOf(2);
  });

  it('keeps the last value when a read fails', async () => {
    const { resource, answers } = scripted();
    void resource.refresh();
    await answers[0]?.give(1);
    void resource.refresh();
    await answers[1]?.fail(new ApiProblem('no', { code: 'UNREACHABLE', status: 0 }));
    expect(resource.value.value).to.equal(1);
    expect(resource.problem.value?.code).to.equal('UNREACHABLE');
    void resource.refresh();
    await answers[2]?.give(3);
    expect(resource.value.value).to.equal(3);
    expect(resource.problem.value).to.equal(undefined);
  });

  it('aborts the running read when cleared, and can be read again at once', async () => {
    const { resource, answers } = scripted();
    void resource.refresh();
    resource.clear();
    expect(answers[0]?.signal.aborted).to.equal(true);
    resource.watch();
    await answers[0]?.give(1);
    expect(resource.value.value).to.equal(undefined);
    await answers[1]?.give(2);
    expect(resource.value.value).to.equal(2);
    expect(answers).to.have.lengthOf(2);
  });
});

interface PendingAnswer {
  readonly signal: AbortSignal;
  give(value: number): Promise<void>;
  fail(error: Error): Promise<void>;
}

function scripted(): { readonly resource: Resource<number>; readonly answers: readonly PendingAnswer[] } {
  const answers: PendingAnswer[] = [];
  const resource = new Resource<number>(
    (signal) =>
      new Promise((resolve, reject) => {
        answers.push({
          signal,
          give: async (value) => {
            resolve(value);
            await settled();
          },
          fail: async (error) => {
            reject(error);
            await settled();
          },
        });
      }),
  );
  return { resource, answers };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
