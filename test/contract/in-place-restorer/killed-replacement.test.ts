import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { replacementKilledAt, replacementRun } from './killed-process.ts';
import { Scene, TARGETS, type TargetKind } from './scene.ts';

/** Each step; of the parts that SQLite copies the first, one in the middle, and the last before the commit. */
function killsFor(steps: readonly string[]): readonly (readonly [step: string, time: number])[] {
  const times = (step: string): number[] => {
    const count = steps.filter((each) => each === step).length;
    return count < 3 ? Array.from({ length: count }, (_, at) => at + 1) : [1, Math.ceil(count / 2), count];
  };
  return [...new Set(steps)].flatMap((step) => times(step).map((time) => [step, time] as const));
}

/** What the content is before, as `Scene.content` puts it. */
function oldContent(kind: TargetKind): string {
  if (kind === 'nothing') return 'nothing';
  if (kind === 'an empty file') return 'empty';
  return kind.endsWith('garbage') ? 'garbage' : 'old';
}

/** Only a broken file that cannot be swapped is ever half written, and then it waits for the next run. */
const HALF_WRITTEN: readonly string[] = ['start-blanked', 'half-written'];

const SIDE_FILES = ['-wal', '-shm', '-journal'].map((suffix) => `app.db${suffix}`);

describe('InPlaceRestorer, killed', () => {
  let scenes: Scene[] = [];

  afterEach(async () => {
    for (const scene of scenes) await scene.dispose();
    scenes = [];
  });

  async function open(kind: TargetKind): Promise<Scene | undefined> {
    const scene = await Scene.create(kind);
    if (scene !== undefined) scenes.push(scene);
    return scene;
  }

  for (const kind of Object.keys(TARGETS) as TargetKind[]) {
    it(`leaves old or new content when killed at any step: over ${kind}; the next run leaves nothing behind`, async function () {
      const first = await open(kind);
      if (first === undefined) return this.skip();
      const steps = await replacementRun('replace', await first.request(TARGETS[kind].method));
      expect(steps.at(-1)).to.equal('ended undefined');
      expect(await first.content()).to.equal('new');
      for (const [step, time] of killsFor(steps.slice(0, -1))) {
        const scene = (await open(kind))!;
        const before = await scene.files();
        const inode = await scene.inode();
        const request = await scene.request(TARGETS[kind].method);
        await replacementKilledAt('replace', request, step, time);
        const when = `killed when ${step} (${String(time)})`;
        const isHalf = kind === 'bind-mounted, garbage' && HALF_WRITTEN.includes(step);
        const seen = isHalf ? 'new' : await scene.content();
        expect(seen, when).to.be.oneOf([oldContent(kind), 'new']);

        const outcome = seen === 'new' ? 'finished' : 'undone';
        const expected = kind === 'bind-mounted, garbage' && step === 'space-reserved' ? 'finished' : outcome;
        expect((await replacementRun('recover', request)).at(-1), when).to.equal(
          `ended ${step === 'done' ? 'nothing' : expected}`,
        );
        const content = await scene.content();
        expect(content, when).to.equal(expected === 'finished' ? 'new' : seen);
        const files = await scene.files();
        expect(
          files.filter((name) => name !== 'app.db' && !SIDE_FILES.includes(name)),
          when,
        ).to.deep.equal([]);
        if (seen === 'nothing' || content === 'garbage') expect(files, when).to.deep.equal(before);
        if (TARGETS[kind].method === 'sqlite') expect(await scene.inode(), when).to.equal(inode);
      }
    }).timeout(180_000);
  }
});
