import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { cruise, readLaw, repositoryRoot, type Rule } from './cruise.ts';

// A pattern that matches nothing protects nothing: a renamed room would leave its rule behind, asleep.

const law = await readLaw();

describe('the law of the house is alive', () => {
  let modules: readonly string[];

  before(() => {
    modules = cruise(repositoryRoot).modules;
  });

  for (const rule of law) {
    it(`${rule.name} is an error and teaches`, () => {
      expect(rule.severity).to.equal('error');
      expect(rule.comment.length).to.be.greaterThan(60);
    });

    for (const pattern of patternsOf(rule)) {
      it(`${rule.name}: ${pattern} matches something`, () => {
        const expression = new RegExp(pattern.replaceAll('$1', '[^/]+'));
        expect(modules.filter((path) => expression.test(path))).to.not.be.empty;
      });
    }
  }
});

function patternsOf({ from, to }: Rule): string[] {
  const all = [from.path, from.pathNot, to.path, to.pathNot].flatMap((patterns) => patterns ?? []);
  // What may not be there at all has nothing to match while the law is kept.
  return all.filter((pattern) => pattern !== '^test/');
}
