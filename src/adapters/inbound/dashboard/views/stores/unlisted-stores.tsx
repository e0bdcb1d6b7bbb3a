import { Icon } from '../../components/icon.tsx';
import { Name, RichText } from '../../components/text.tsx';
import { shownStores } from './shown-stores.ts';

/** The stores whose copies a list cannot show now. */
export function UnlistedStores() {
  const away = shownStores.value.filter(({ reachable }) => !reachable);
  return (
    <>
      {away.map(({ name }) => (
        <div key={name} class="note tone-attention">
          <Icon name="attention" />
          <p>
            <RichText text="stores.listWithout" values={{ store: <Name>{name}</Name> }} />
          </p>
        </div>
      ))}
    </>
  );
}
