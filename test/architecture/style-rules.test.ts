import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { ESLint } from 'eslint';
import { describe, it } from 'mocha';
import tseslint from 'typescript-eslint';
import { repositoryRoot } from './cruise.ts';

// Our own restrictions, each violated once. Rules that need types are off: these files are in no project.

const eslint = new ESLint({
  cwd: repositoryRoot,
  overrideConfigFile: fileURLToPath(new URL('../../config/tooling/eslint.config.mjs', import.meta.url)),
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    { languageOptions: { parserOptions: { projectService: false, project: false } } },
  ],
});

async function complaints(path: string, text: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(text, { filePath: path });
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}

const restricted = ['no-restricted-syntax'];

describe('style rules', () => {
  it('refuse a default export', async () => {
    const text = 'export default class Thing {\n  readonly one = 1;\n}\n';
    expect(await complaints('src/adapters/outbound/codec/thing.ts', text)).to.deep.equal(restricted);
    expect(await complaints('src/main/cli.ts', text)).to.deep.equal(restricted);
    expect(await complaints('src/adapters/inbound/dashboard/thing.tsx', text)).to.deep.equal(restricted);
  });

  it('refuse a top-level await only where the library may load it', async () => {
    const text = "await import('node:fs');\n";
    expect(await complaints('src/main/container.ts', text)).to.deep.equal(restricted);
    expect(await complaints('src/domain/thing.ts', text)).to.deep.equal(restricted);
    expect(await complaints('src/main/cli.ts', text)).to.deep.equal([]);
  });

  it('allow await in a function', async () => {
    const text = 'export const load = async (): Promise<void> => {\n  await load();\n};\n';
    expect(await complaints('src/main/container.ts', text)).to.deep.equal([]);
  });

  for (const reading of ['new Date()', 'Date.now()', 'performance.now()', 'Date()']) {
    it(`refuse ${reading} in domain and application, not in adapters`, async () => {
      const text = `export const now = ${reading};\n`;
      expect(await complaints('src/domain/thing.ts', text)).to.deep.equal(restricted);
      expect(await complaints('src/application/use-thing.ts', text)).to.deep.equal(restricted);
      expect(await complaints('src/adapters/outbound/clock/system-clock.ts', text)).to.deep.equal([]);
    });
  }

  it('allow a date from a value in the domain', async () => {
    expect(await complaints('src/domain/thing.ts', 'export const epoch = new Date(0);\n')).to.deep.equal([]);
  });

  it('refuse a file of more than 250 lines', async () => {
    const line = (index: number) => `export const n${String(index)} = ${String(index)};\n`;
    const text = Array.from({ length: 251 }, (_, index) => line(index)).join('');
    expect(await complaints('src/domain/thing.ts', text)).to.deep.equal(['max-lines']);
  });
});
