import type { Review } from '@sluice/protocol';
import { Copy, Download } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { copyText, saveFile } from '../ui/take-away.ts';
import type { ReviewState } from './use-review.ts';
import './input-panel.css';

/** The file name under which a family's input is saved. */
export function fileName(plan: Review['plans'][number]): string {
  return `${plan.family === 'ipv4' ? 'iptables' : 'ip6tables'}-${plan.planHash.slice(0, 8)}.restore`;
}

/** Exactly what the host's restore program will be fed. */
export function InputPanel(props: { readonly state: ReviewState }) {
  const { state } = props;
  if (state.state === 'asking') return <p className="review-empty">The plan is being made…</p>;
  if (state.state === 'failed') return <p className="review-empty">There is no plan: {state.trouble.message}</p>;
  const sets = state.review.sets?.plan;
  if (state.review.plans.length === 0 && !sets)
    return <p className="review-empty">Nothing to apply, so there is no input.</p>;
  return (
    <div className="review-input">
      {sets && sets.before !== '' && <Input title="ipset restore -exist" name="ipset-before" text={sets.before} />}
      {state.review.plans.map((plan) => {
        const program = plan.family === 'ipv4' ? 'iptables' : 'ip6tables';
        const title = `${program}-${plan.backend}-restore --noflush --counters`;
        return <Input key={plan.family} title={title} name={fileName(plan)} text={plan.input} />;
      })}
      {sets && sets.after !== '' && (
        <Input title="ipset restore -exist, after the rules" name="ipset-after" text={sets.after} />
      )}
    </div>
  );
}

function Input(props: { readonly title: string; readonly name: string; readonly text: string }) {
  const { title, name, text } = props;
  return (
    <section>
      <header>
        <h3 className="mono">{title}</h3>
        <Button size="small" look="quiet" onPress={() => void copyText(text)}>
          <Copy size={12} />
          Copy
        </Button>
        <Button size="small" look="quiet" onPress={() => saveFile(name, text)}>
          <Download size={12} />
          Save
        </Button>
      </header>
      <pre className="mono">{text}</pre>
    </section>
  );
}
