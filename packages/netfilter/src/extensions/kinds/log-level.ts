import { choice } from './words.ts';

/** Syslog levels: iptables-save prints the number. */
export const logLevel = choice({
  case: 'exact',
  of: ['0', '1', '2', '3', '4', '5', '6', '7'],
  aliases: {
    emerg: '0',
    panic: '0',
    alert: '1',
    crit: '2',
    err: '3',
    error: '3',
    warning: '4',
    notice: '5',
    info: '6',
    debug: '7',
  },
  readings: {
    0: 'emergency',
    1: 'alert',
    2: 'critical',
    3: 'error',
    4: 'warning',
    5: 'notice',
    6: 'info',
    7: 'debug',
  },
});
