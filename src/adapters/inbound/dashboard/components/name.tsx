import { harmlessText } from '../i18n/visible-text.ts';

interface NameProps {
  readonly children: string;
  /** Server texts come in English, whatever language the page is in. */
  readonly lang?: 'en';
  readonly class?: string;
}

/** Text of somebody else's: a name, a label, an error. Whatever is in it stays within it. */
export function Name({ children, lang, class: className = '' }: NameProps) {
  return (
    <bdi class={`name ${className}`} {...(lang !== undefined && { lang })}>
      {harmlessText(children)}
    </bdi>
  );
}
