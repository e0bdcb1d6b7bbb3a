import type { ComponentChildren } from 'preact';
import type { Session } from '../api/types.ts';
import { t } from '../i18n/t.ts';
import { session, signOut } from '../state/session.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Name, RichText } from './text.tsx';

interface ScopeNoteProps {
  readonly scope: NonNullable<Session['scope']>;
  readonly children?: ComponentChildren;
}

export function ScopeNote({ scope, children }: ScopeNoteProps) {
  const held = session.value?.scope ?? null;
  return (
    <div class="scope-note">
      <Icon name="info" />
      <div class="stack-tight">
        <p>
          <RichText text="session.needsScope" values={{ scope: <code>{scope}</code> }} />
        </p>
        <p class="quiet small">
          {held === null ? (
            t('session.haveNone')
          ) : (
            <RichText
              text="session.haveScope"
              values={{ name: <Name>{session.value?.name ?? ''}</Name>, scope: <code>{held}</code> }}
            />
          )}
        </p>
        {children !== undefined && <p class="quiet small">{children}</p>}
        <div>
          <Button icon="signIn" onClick={signOut}>
            {t(held === null ? 'shell.signIn' : 'session.signInHere')}
          </Button>
        </div>
      </div>
    </div>
  );
}
