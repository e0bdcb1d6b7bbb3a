import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ApiProblem } from '../../api/api-problem.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/filter-form.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { isTokenText, tokenIn } from './token-text.ts';

const REFUSED = 401;
const TOO_MANY = 429;

type Complaint = 'session.empty' | 'session.notAToken' | 'session.refused';

interface TokenFormProps {
  readonly isBusy: boolean;
  readonly problem: ApiProblem | undefined;
  readonly onToken: (secret: string, isKept: boolean) => void;
}

export function TokenForm({ isBusy, problem, onToken }: TokenFormProps) {
  const [secret, setSecret] = useState('');
  const [isKept, setKept] = useState(false);
  const [mistake, setMistake] = useState<Complaint | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  // The message of the API is written for programs.
  const isRefused = problem?.status === REFUSED;
  const complaint = mistake ?? (isRefused ? 'session.refused' : undefined);
  useLayoutEffect(() => {
    field.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (problem !== undefined) field.current?.select();
  }, [problem]);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isBusy) return;
    const token = tokenIn(secret);
    const found = mistakeIn(token);
    setMistake(found);
    if (found === undefined) onToken(token, isKept);
    else field.current?.focus();
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <TokenField
        fieldRef={field}
        secret={secret}
        complaint={complaint === undefined ? undefined : t(complaint)}
        onSecret={setSecret}
      />
      {problem !== undefined && !isRefused && (
        <ProblemNote
          problem={problem}
          {...(problem.status === TOO_MANY && { title: t('session.tooMany') })}
        />
      )}
      <Checkbox isChecked={isKept} onCheck={setKept}>
        {t('session.remember')}
        <br />
        <span class="quiet small">{t('session.rememberHint')}</span>
      </Checkbox>
      <Button kind="primary" type="submit" isBusy={isBusy}>
        {t(isBusy ? 'session.checking' : 'shell.signIn')}
      </Button>
    </form>
  );
}

function mistakeIn(token: string): Complaint | undefined {
  if (token === '') return 'session.empty';
  return isTokenText(token) ? undefined : 'session.notAToken';
}

const VISIBLE = { type: 'text' } as const;
const HIDDEN = { type: 'password' } as const;

interface TokenFieldProps {
  readonly fieldRef: { readonly current: HTMLInputElement | null };
  readonly secret: string;
  readonly complaint: string | undefined;
  readonly onSecret: (secret: string) => void;
}

function TokenField({ fieldRef, secret, complaint, onSecret }: TokenFieldProps) {
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
          onInput={(event) => onSecret(event.currentTarget.value)}
        />
        <Button aria-pressed={isShown} onClick={() => setShown(!isShown)}>
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
