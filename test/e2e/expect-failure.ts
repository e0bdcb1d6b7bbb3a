import { expect } from 'chai';
import type { CliEnding } from '../support/cli-process.ts';
import type { Workspace } from './workspace.ts';

/** What an operator and a script must be told. */
export interface ExpectedFailure {
  readonly code: string;
  readonly exitCode: number;
  /** What the message must say. */
  readonly says: RegExp;
}

/** Runs a call in both forms, for people and for scripts; it must fail as expected and leave nothing behind. */
export async function expectFailure(
  workspace: Workspace,
  argv: readonly string[],
  expected: ExpectedFailure,
): Promise<void> {
  const before = workspace.dataFiles();
  expectText(await workspace.run(...argv), expected);
  expectJson(await workspace.run(...argv, '--json'), expected);
  expectNoTrace(workspace, before);
}

/** The form for people: the error and what to do about it, on stderr. */
export function expectText(ending: CliEnding, { code, exitCode, says }: ExpectedFailure): void {
  const lines = ending.stderr.trimEnd().split('\n');
  const error = lines.find((line) => line.startsWith('error: ')) ?? '';
  expect(error, ending.stderr).to.match(new RegExp(`^error: ${code}: .`));
  expect(error).to.match(says);
  expect(
    lines.some((line) => /^hint: \S/.test(line)),
    ending.stderr,
  ).to.equal(true);
  expect(ending.stdout).to.equal('');
  expect(ending.exitCode).to.equal(exitCode);
}

/** The form for scripts: one document on stdout. */
export function expectJson(ending: CliEnding, { code, exitCode, says }: ExpectedFailure): void {
  const { error } = JSON.parse(ending.stdout) as { error: Record<string, unknown> };
  expect(error).to.have.all.keys('code', 'message', 'hint', 'details');
  expect(error['code']).to.equal(code);
  expect(error['message']).to.match(says);
  expect(error['hint']).to.match(/\S/);
  expect(ending.exitCode).to.equal(exitCode);
}

/** A failed run publishes nothing and cleans up after itself. */
export function expectNoTrace(workspace: Workspace, dataFilesBefore: readonly string[]): void {
  expect(workspace.staged()).to.deep.equal([]);
  expect(workspace.dataFiles()).to.deep.equal(dataFilesBefore);
}
