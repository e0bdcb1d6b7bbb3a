import { useEffect } from 'preact/hooks';
import type { Fleet, FleetHost } from '../../api/types.ts';
import { EmptyCard } from '../../components/empty-state.tsx';
import { FilterForm, Select } from '../../components/filter-form.tsx';
import { LoadState } from '../../components/problem-note.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { CaptionedTable } from '../../components/table-head.tsx';
import { Name, Time } from '../../components/text.tsx';
import { useFirst } from '../../components/use-first.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { fleet, fleetStore } from '../../state/data.ts';
import { remoteStores } from '../../state/fleet.ts';
import { useResource } from '../../state/resource.ts';
import { aboutHost, countedStates, HOST_STYLES } from './host-row.ts';

const REFRESH_MS = 60_000;
const SHOWN = 100;

const COLUMNS = ['host', 'state', 'databases', 'newest', 'overdueSince', 'version', 'reported'] as const;

export function HostsView() {
  const reading = useResource(fleet);
  // Other hosts send no event.
  useEffect(() => {
    const timer = setInterval(() => void fleet.refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const { value } = reading;
  return (
    <div class="view">
      <div class="stack-tight">
        <h1>{t('shell.hosts')}</h1>
        {value !== undefined && <p class="quiet">{t('hosts.subtitle', { store: value.store })}</p>}
      </div>
      <StoreChoice chosen={value?.store} />
      <LoadState reading={reading} title={t('hosts.unreadable')} lines={6} />
      {value !== undefined && (value.hosts.length === 0 ? <NoHosts /> : <Hosts value={value} />)}
    </div>
  );
}

/** Hidden for a single store. */
function StoreChoice({ chosen }: { readonly chosen: string | undefined }) {
  const names = remoteStores.value;
  if (names.length < 2) return null;
  return (
    <FilterForm>
      <Select
        label={t('hosts.store')}
        options={names.map((name) => ({ value: name, text: name }))}
        value={fleetStore.value ?? chosen ?? ''}
        onChoose={(store) => {
          fleetStore.value = store;
          void fleet.refresh();
        }}
      />
    </FilterForm>
  );
}

function NoHosts() {
  return (
    <EmptyCard icon="unknown" title={t('hosts.emptyTitle')}>
      {t('hosts.emptyText')}
    </EmptyCard>
  );
}

function Hosts({ value: { hosts, counts } }: { readonly value: Fleet }) {
  const [shown, showAll] = useFirst(hosts, SHOWN, 'overview.showAll');
  return (
    <div class="card stack host-table">
      <p class="host-counts">
        <span class="number">{t('hosts.summary', { count: hosts.length })}</span>
        {countedStates(counts).map(({ state, count }) => (
          <StatusBadge key={state} style={HOST_STYLES[state]} kind="quiet">
            {t('hosts.counted', { count, state: t(`hosts.state_${state}`) })}
          </StatusBadge>
        ))}
      </p>
      <CaptionedTable
        label={t('hosts.caption')}
        caption={t('hosts.caption')}
        columns={COLUMNS.map((column) => ({ text: t(`hosts.${column}`) }))}
      >
        {shown.map((host) => (
          <HostRow key={host.host} host={host} />
        ))}
      </CaptionedTable>
      {showAll}
    </div>
  );
}

function HostRow({ host }: { readonly host: FleetHost }) {
  const about = aboutHost(host);
  return (
    <tr>
      <th scope="row" class="host-name">
        <Name>{host.host}</Name>
      </th>
      <td class="host-state">
        <StatusBadge style={HOST_STYLES[host.state]}>{t(`hosts.state_${host.state}`)}</StatusBadge>
        <span class="second-line" title={about}>
          <Name>{about}</Name>
        </span>
      </td>
      <td class="number">{host.status === null ? t('common.dash') : formatNumber(host.databases.length)}</td>
      <td>
        {host.newest_verified === null ? (
          <Without host={host} />
        ) : (
          <Time at={host.newest_verified.current_as_of ?? host.newest_verified.created_at} />
        )}
      </td>
      <td>
        {host.overdue_since === null ? t('common.dash') : <Time at={host.overdue_since} form="absolute" />}
      </td>
      <td>{host.tool_version === null ? t('common.dash') : <Name>{host.tool_version}</Name>}</td>
      <td>
        <Time at={host.reported_at} />
      </td>
    </tr>
  );
}

function Without({ host }: { readonly host: FleetHost }) {
  return <span class="quiet">{host.status === null ? t('common.dash') : t('hosts.newestNone')}</span>;
}
