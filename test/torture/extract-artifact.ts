import { copyFile, open } from 'node:fs/promises';
import { runProgram } from './run-program.ts';

const PROGRAMS = { gzip: 'gzip', zstd: 'zstd' } as const;

/** Unpacks a stored file with standard tools, as a user without the product does. */
export async function extractArtifact(
  artifact: { readonly path: string; readonly compression: 'none' | 'gzip' | 'zstd' },
  targetPath: string,
): Promise<void> {
  const { path, compression } = artifact;
  if (compression === 'none') {
    await copyFile(path, targetPath);
    await copyFile(`${path}-wal`, `${targetPath}-wal`).catch(() => undefined);
    return;
  }
  const target = await open(targetPath, 'wx');
  try {
    const ending = await runProgram(PROGRAMS[compression], ['-dc', path], { stdoutFd: target.fd });
    if (ending.exitCode !== 0) throw new Error(`${PROGRAMS[compression]}: ${ending.stderr.trim()}`);
  } finally {
    await target.close();
  }
}

/** The compressions that this machine's own tools can decompress. */
export async function extractableCompressions(): Promise<readonly ['none', ...('gzip' | 'zstd')[]]> {
  const found = await Promise.all(
    (['gzip', 'zstd'] as const).map((name) =>
      runProgram(PROGRAMS[name], ['--version']).then(
        () => [name],
        () => [],
      ),
    ),
  );
  return ['none', ...found.flat()];
}
