/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly keyword: string;
  /** E.g. `from` and `build` of `--from=build`. */
  readonly flags: ReadonlyMap<string, string>;
  readonly text: string;
}

export interface Stage {
  readonly name: string | undefined;
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile. Knows no heredocs and no ARG: who needs them in ours teaches this. */
export function parseDockerfile(source: string): readonly Stage[] {
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const instruction of instructionsOf(source)) {
    if (instruction.keyword === 'FROM') {
      const [base = '', , name] = instruction.text.split(/\s+/);
      stages.push({ name, base, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error(`${instruction.keyword} before the first FROM`);
    stage.instructions.push(instruction);
  }
  return stages;
}

function instructionsOf(source: string): readonly Instruction[] {
  const lines = source.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const joined = lines.join('\n').replace(/\\\n\s*/g, '');
  return joined.split('\n').map((line) => {
    const { keyword, flags = '', text } = LINE.exec(line)?.groups ?? {};
    if (keyword === undefined || text === undefined) throw new Error(`not understood: ${line}`);
    return { keyword: keyword.toUpperCase(), flags: flagsOf(flags), text };
  });
}

const LINE = /^\s*(?<keyword>[A-Za-z]+)\s+(?<flags>(?:--\S+\s+)*)(?<text>.+?)\s*$/;

function flagsOf(text: string): ReadonlyMap<string, string> {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return new Map(
    words.map((word) => {
      const [name = '', ...value] = word.slice(2).split('=');
      return [name, value.join('=')];
    }),
  );
}

/** `["a", "b"]` of CMD, ENTRYPOINT and HEALTHCHECK: the form that starts no shell, which would keep signals from us. */
export function commandOf(text: string): readonly string[] {
  const command: unknown = JSON.parse(text.replace(/^CMD\s+/, ''));
  if (Array.isArray(command) && command.every((word) => typeof word === 'string')) return command;
  throw new Error(`no list of words: ${text}`);
}

/** `A=1 B="two words"` of ENV. */
export function variablesOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(/(?<name>\w+)=(?:"(?<quoted>[^"]*)"|(?<plain>\S*))/g);
  return new Map(
    [...pairs].map(({ groups = {} }) => [groups['name'] ?? '', groups['quoted'] ?? groups['plain'] ?? '']),
  );
}
