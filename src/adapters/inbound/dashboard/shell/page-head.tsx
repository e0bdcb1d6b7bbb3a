import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Menu } from '../components/menu.tsx';
import { Name } from '../components/text.tsx';
import { chooseLanguage, language, LANGUAGES } from '../i18n/language.ts';
import { t } from '../i18n/t.ts';
import { stores } from '../state/data.ts';
import { remoteStores } from '../state/fleet.ts';
import { useResource } from '../state/resource.ts';
import { hashOf, route, VIEWS } from '../state/route.ts';
import { accessToken, session, sessionState, signOut } from '../state/session.ts';
import { chooseTheme, theme, THEMES } from '../state/theme.ts';

const LANGUAGE_NAMES = { en: 'English', 'zh-CN': '简体中文' } as const;
const THEME_ICONS = { system: 'system', light: 'sun', dark: 'moon' } as const;
export function PageHead() {
  return (
    <header class="page-head">
      <div class="page-head-row">
        <a class="brand line" href={hashOf('overview')}>
          <img src="favicon.svg" alt="" width="24" height="24" />
          backup-manager
        </a>
        {sessionState.value === 'open' && <Sections />}
        <div class="page-tools">
          <SessionName />
          <LanguageMenu />
          <ThemeMenu />
          <SessionButton />
        </div>
      </div>
    </header>
  );
}

function Sections() {
  useResource(stores);
  // Hosts report in remote stores only.
  const views = VIEWS.filter((view) => view !== 'hosts' || remoteStores.value.length > 0);
  return (
    <nav class="sections" aria-label={t('shell.sections')}>
      {views.map((view) => (
        <a key={view} href={hashOf(view)} aria-current={route.value.view === view ? 'page' : undefined}>
          {t(`shell.${view}`)}
        </a>
      ))}
    </nav>
  );
}

function SessionName() {
  const name = session.value?.name;
  if (name === undefined || name === null || accessToken.value === undefined) return null;
  const text = t('shell.signedInAs', { name, scope: session.value?.scope ?? '' });
  return (
    <span class="session-name truncate quiet small" title={text}>
      <Name>{text}</Name>
    </span>
  );
}

function LanguageMenu() {
  const items = LANGUAGES.map((one) => ({
    label: <span lang={one}>{LANGUAGE_NAMES[one]}</span>,
    isChosen: language.value === one,
    onSelect: () => chooseLanguage(one),
  }));
  return (
    <Menu kind="icon" label={t('shell.language')} items={items}>
      <Icon name="language" />
    </Menu>
  );
}

function ThemeMenu() {
  const items = THEMES.map((one) => ({
    label: t(`shell.theme_${one}`),
    icon: THEME_ICONS[one],
    isChosen: theme.value === one,
    onSelect: () => chooseTheme(one),
  }));
  return (
    <Menu kind="icon" label={t('shell.theme')} items={items}>
      <Icon name={THEME_ICONS[theme.value]} />
    </Menu>
  );
}

/** A user without a token may still want to sign in with one. */
function SessionButton() {
  if (sessionState.value !== 'open') return null;
  const change = accessToken.value === undefined ? 'signIn' : 'signOut';
  return <IconButton icon={change} label={t(`shell.${change}`)} onClick={signOut} />;
}
