import { useId, useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { t } from '../../i18n/t.ts';

const VISIBLE = { type: 'text' } as const;
const HIDDEN = { type: 'password' } as const;

interface TokenFieldProps {
  readonly fieldRef: { readonly current: HTMLInputElement | null };
  readonly secret: string;
  readonly complaint: string | undefined;
  readonly onSecret: (secret: string) => void;
}

export function TokenField({ fieldRef, secret, complaint, onSecret }: TokenFieldProps) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t('session.token')}</label>
      <div class="token-field">
        <input
          id={id}
          ref={fieldRef}
          {...(isShown ? VISIBLE : HIDDEN)}
          value={secret}
          autocomplete="current-password"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={complaint !== undefined || undefined}
          aria-describedby={complaint === undefined ? undefined : `${id}-problem`}
          onInput={(event) => {
            onSecret(event.currentTarget.value);
          }}
        />
        <Button
          aria-pressed={isShown}
          onClick={() => {
            setShown(!isShown);
          }}
        >
          {t(isShown ? 'session.hide' : 'session.show')}
        </Button>
      </div>
      {complaint !== undefined && (
        <p class="field-problem" id={`${id}-problem`} role="alert">
          {complaint}
        </p>
      )}
    </div>
  );
}
