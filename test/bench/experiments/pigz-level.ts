import { note } from '../note.ts';
import { treeBytes } from '../tree-bytes.ts';
import type { Workbench } from '../workbench.ts';

const HIGHEST_LEVEL = 9;

/** The level at which pigz stores about as many bytes as the product's gzip by default. */
export async function pigzLevelOfEqualSize(bench: Workbench, SOURCE: string): Promise<number> {
  if (!bench.tools.has('pigz')) return 1;
  await bench.prepare(undefined, { SOURCE });
  await bench.run('"$NODE" "$CLI" create "$SOURCE" --no-verify --compression gzip --json', { SOURCE });
  const wantedBytes = treeBytes(bench.stored);
  let best = { level: 1, distance: Infinity };
  for (let level = 1; level <= HIGHEST_LEVEL; level += 1) {
    const { stdout } = await bench.run(`pigz -${level} -c "$SOURCE" | wc -c`, { SOURCE });
    const bytes = Number(stdout);
    const distance = Math.abs(bytes - wantedBytes);
    note(`  pigz -${level}: ${bytes} bytes, the product's gzip: ${wantedBytes}`);
    if (distance < best.distance) best = { level, distance };
    if (bytes <= wantedBytes) break;
  }
  return best.level;
}
