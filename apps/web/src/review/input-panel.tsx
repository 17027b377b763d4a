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
  if (state.review.plans.length === 0) return <p className="review-empty">Nothing to apply, so there is no input.</p>;
  return (
    <div className="review-input">
      {state.review.plans.map((plan) => {
        const program = plan.family === 'ipv4' ? 'iptables' : 'ip6tables';
        return (
          <section key={plan.family}>
            <header>
              <h3 className="mono">
                {program}-{plan.backend}-restore --noflush --counters
              </h3>
              <Button size="small" look="quiet" onPress={() => void copyText(plan.input)}>
                <Copy size={12} />
                Copy
              </Button>
              <Button size="small" look="quiet" onPress={() => saveFile(fileName(plan), plan.input)}>
                <Download size={12} />
                Save
              </Button>
            </header>
            <pre className="mono">{plan.input}</pre>
          </section>
        );
      })}
    </div>
  );
}
