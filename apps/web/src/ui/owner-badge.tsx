import type { Owner } from '@sluice/netfilter';
import { Button } from 'react-aria-components';
import { Tip } from './tip.tsx';
import './owner-badge.css';

/** Whose rules these are; what that means comes with hover or focus. */
export function OwnerBadge(props: { readonly owner: Owner }) {
  const { name, advice } = props.owner;
  return (
    <Tip text={advice}>
      <Button className="ui-pill ui-pill-indigo ui-owner" aria-label={`Rules of ${name}`}>
        {name}
      </Button>
    </Tip>
  );
}
