import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));

const configFile = fileURLToPath(
  new URL('../../config/tooling/dependency-cruiser.config.mjs', import.meta.url),
);
const cruiser = fileURLToPath(
  new URL('../../node_modules/dependency-cruiser/bin/dependency-cruise.mjs', import.meta.url),
);

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Cruise {
  readonly violations: readonly Violation[];
  /** Paths of all modules seen, packages and Node's own included, relative to the cruised folder. */
  readonly modules: readonly string[];
}

/** A dependency rule with its path conditions from the configuration. */
export interface Rule {
  readonly name: string;
  readonly severity: string;
  readonly comment: string;
  readonly from: PathConditions;
  readonly to: PathConditions;
}

interface PathConditions {
  readonly path?: readonly string[];
  readonly pathNot?: readonly string[];
}

interface CruiserOutput {
  modules: { source: string }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

export async function readLaw(): Promise<readonly Rule[]> {
  const { default: config } = (await import(configFile)) as { default: { forbidden: Rule[] } };
  return config.forbidden;
}

/** Runs the real tool with the real rules over `<folder>/src`, as `npm run lint` does. */
export function cruise(folder: string): Cruise {
  const output = JSON.parse(run(folder)) as CruiserOutput;
  return {
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    modules: output.modules.map(({ source }) => source),
  };
}

function run(folder: string): string {
  // The exit code is of no use here: with this output type it is 0 whatever was found.
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  return execFileSync(
    process.execPath,
    [cruiser, '--config', configFile, '--output-type', 'json', 'src'],
    options,
  );
}

export function readText(relativePath: string): string {
  return readFileSync(new URL(relativePath, new URL('../../', import.meta.url)), 'utf8');
}
