import { note } from '../note.ts';
import type { LevelPoint } from '../results.ts';
import { treeBytes } from '../tree-bytes.ts';
import { LiveApplication } from '../workload/live-application.ts';
import type { Context } from './context.ts';

const LEVELS: Readonly<Record<string, readonly number[]>> = {
  gzip: [1, 2, 3, 4, 5, 6, 9],
  zstd: [1, 2, 3, 4, 6, 9],
};

/** Time against stored size for each compression level, one run each: the basis of the defaults. */
export async function measureLevels({ bench, main }: Context): Promise<readonly LevelPoint[]> {
  return LiveApplication.holding(main.path, async () => {
    const points: LevelPoint[] = [];
    for (const [compression, levels] of Object.entries(LEVELS)) {
      const create = `"$NODE" "$CLI" create "$SOURCE" --no-verify --compression ${compression} --json`;
      const measure = async (script: string) => {
        await bench.prepare(undefined, { SOURCE: main.path });
        const { seconds } = await bench.run(script, { SOURCE: main.path });
        return { seconds, storedBytes: treeBytes(bench.stored) };
      };
      const byDefault = await measure(create);
      const measured: Omit<LevelPoint, 'isDefault'>[] = [];
      for (const level of levels) {
        measured.push({ compression, level, ...(await measure(`${create} --level ${level}`)) });
        note(`  ${compression} ${level}: ${measured.at(-1)?.seconds.toFixed(2) ?? ''} s`);
      }
      points.push(...markDefault(measured, byDefault.storedBytes));
    }
    return points;
  });
}

/** The default level is not printed anywhere; it is the one that stores the same number of bytes. */
function markDefault(points: readonly Omit<LevelPoint, 'isDefault'>[], bytes: number): readonly LevelPoint[] {
  const distances = points.map(({ storedBytes }) => Math.abs(storedBytes - bytes));
  const nearest = distances.indexOf(Math.min(...distances));
  return points.map((point, index) => ({ ...point, isDefault: index === nearest }));
}
