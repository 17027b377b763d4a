import type { TableName } from '@sluice/netfilter';
import './table-mark.css';

/** The square in a table's colour; the table's name always stands beside it. */
export function TableMark(props: { readonly table: TableName }) {
  return <i className={`ui-table-mark ui-table-${props.table}`} aria-hidden="true" />;
}
