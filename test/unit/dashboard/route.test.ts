import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { hashOf, routeOf, VIEWS } from '../../../src/adapters/inbound/dashboard/state/route.ts';

describe('the address of a view', () => {
  it('is the overview where it says nothing that is known', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#main', '#//', '#/__proto__']) {
      expect(routeOf(hash), hash).to.deep.equal({ view: 'overview', item: undefined, query: {} });
    }
  });

  it('names a thing of a view that has things, and none of others', () => {
    expect(routeOf('#/backups/app-1.db.gz')).to.deep.include({ view: 'backups', item: 'app-1.db.gz' });
    expect(routeOf('#/retention/app')).to.deep.include({ view: 'retention', item: undefined });
  });

  it('takes what is wrongly encoded as it is', () => {
    expect(routeOf('#/history/%E0%A4%A').item).to.equal('%E0%A4%A');
  });

  it('comes back as it was written, whatever the name', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    const query = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true });
    const property = fc.property(fc.constantFrom(...VIEWS), text, query, (view, item, wanted) => {
      const found = routeOf(hashOf(view, item, wanted));
      const hasItems = view === 'backups' || view === 'history';
      expect(found).to.deep.equal({ view, item: hasItems ? item : undefined, query: wanted });
    });
    fc.assert(property);
  });
});
