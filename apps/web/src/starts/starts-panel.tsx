import { FileUp } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import type { ReactNode } from 'react';
import { usePanels, type Panel } from '../state/panels.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';
import { FAMILY_NAMES } from '../shell/words.ts';
import { hasNoRules } from './has-no-rules.ts';
import { STARTS } from './start-commands.ts';
import './starts-panel.css';

/** Over a map without any rule: three ways to begin. Each makes a draft; the host hears of it when it is applied. */
export function StartsPanel() {
  const empty = useWorkspace(({ current }) => current !== null && hasNoRules(current));
  const onMap = useView(({ view }) => view === 'map');
  const family = useWorkspace((state) => state.family);
  if (!empty || !onMap) return null;
  return (
    <section className="starts" aria-labelledby="starts-title">
      <h2 id="starts-title">There are no {FAMILY_NAMES[family]} rules here: every packet is accepted.</h2>
      <p>Begin with one of these. It becomes a draft to look at; nothing reaches the host before you apply it.</p>
      <ul>
        {STARTS.map(({ kind, title, about, Icon }) => (
          <Way
            key={kind}
            icon={<Icon />}
            title={title}
            about={about}
            onPress={() => open({ kind: 'start', start: kind })}
          />
        ))}
        <Way
          icon={<FileUp />}
          title="Import a file"
          about="Paste or drop iptables-save text, or a script."
          onPress={() => open({ kind: 'import' })}
        />
      </ul>
    </section>
  );
}

function Way(props: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly about: string;
  readonly onPress: () => void;
}) {
  return (
    <li>
      <AriaButton className="starts-way" onPress={props.onPress}>
        <span aria-hidden="true">{props.icon}</span>
        <b>{props.title}</b>
        <small>{props.about}</small>
      </AriaButton>
    </li>
  );
}

function open(panel: Panel): void {
  usePanels.getState().open(panel);
}
