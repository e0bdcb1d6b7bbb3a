import { parseArgs } from 'node:util';
import { ApiWorld } from '../support/api-world.ts';
import { fuzzApi } from '../support/http-fuzz.ts';

const { values } = parseArgs({
  options: { n: { type: 'string', default: '5000' }, seed: { type: 'string' } },
});
const runs = Number(values.n);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);

const world = new ApiWorld();
await world.listen();
const startedMs = performance.now();
try {
  await fuzzApi(world, { runs, seed });
  const { status } = await world.ask('GET', '/ping');
  if (status !== 200) throw new Error(`the server answers ${String(status)} to /ping afterwards`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(
    `${String(runs)} requests, seed ${String(seed)}, ${seconds} s: no failure of the server\n`,
  );
} finally {
  await world.close();
}
