import type { Family } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { checkRuleText, printSpec, readSpec } from './index.ts';

const BOTH = ['ipv4', 'ipv6'] as const;

/**
 * What a person writes, and what iptables-save 1.8.9 of both backends prints for it on kernel 6.18; null where
 * they refuse it. The same words where there is one column.
 */
type Row = readonly [written: string, saved?: string | null | undefined, families?: readonly Family[]];

const V4 = ['ipv4'] as const;
const V6 = ['ipv6'] as const;

const FORMS: Readonly<Record<string, readonly Row[]>> = {
  checksum: [
    ['-j CHECKSUM --checksum-fill'],
    ['-j CHECKSUM', null],
    ['-j CHECKSUM --checksum-fill --checksum-fill', null],
    ['-j CHECKSUM ! --checksum-fill', null],
  ],
  connlimit: [
    ['-m connlimit --connlimit-above 3', '-m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr', V4],
    ['-m connlimit --connlimit-above 3', '-m connlimit --connlimit-above 3 --connlimit-mask 128 --connlimit-saddr', V6],
    [
      '-m connlimit ! --connlimit-upto 0x10 --connlimit-mask 24 --connlimit-daddr',
      '-m connlimit --connlimit-above 16 --connlimit-mask 24 --connlimit-daddr',
    ],
    [
      '-m connlimit --connlimit-above 1 --connlimit-mask 33',
      '-m connlimit --connlimit-above 1 --connlimit-mask 32 --connlimit-saddr',
      V4,
    ],
    ['-m connlimit --connlimit-above 1 --connlimit-mask 129', null, V6],
    [
      '-m connlimit --connlimit-above 1 --connlimit-mask 255.255.0.0',
      '-m connlimit --connlimit-above 1 --connlimit-mask 16 --connlimit-saddr',
      V4,
    ],
    [
      '-m connlimit --connlimit-above 1 --connlimit-mask 255.0.255.0',
      '-m connlimit --connlimit-above 1 --connlimit-mask 32 --connlimit-saddr',
      V4,
    ],
    ['-m connlimit --connlimit-above 1 --connlimit-upto 2', null],
    ['-m connlimit --connlimit-above 4294967296', null],
    ['-m connlimit --connlimit-above 1 --connlimit-saddr --connlimit-daddr', null],
    ['-m connlimit', null],
  ],
  helper: [['-m helper ! --helper sip'], ['-m helper --helper "a b"'], ['-m helper --helper ""'], ['-m helper', null]],
  physdev: [
    [
      '-m physdev --physdev-is-bridged --physdev-out b --physdev-is-out --physdev-is-in --physdev-in a',
      '-m physdev --physdev-is-in --physdev-in a --physdev-is-out --physdev-out b --physdev-is-bridged',
    ],
    [
      '-m physdev ! --physdev-is-bridged ! --physdev-out b ! --physdev-is-out',
      '-m physdev ! --physdev-is-out ! --physdev-out b ! --physdev-is-bridged',
    ],
    ['-m physdev ! --physdev-in +'],
    ['-m physdev --physdev-in aaaaaaaaaaaaaaaa', null],
    ['-m physdev', null],
  ],
  rt: [
    ['-m rt --rt-type 0 ! --rt-segsleft 1:23 ! --rt-len 42 --rt-0-res', undefined, V6],
    ['-m rt', undefined, V6],
    ['-m rt --rt-segsleft 5:', '-m rt --rt-segsleft 5:4294967295', V6],
    ['-m rt --rt-segsleft 5:4', undefined, V6],
    ['-m rt --rt-segsleft 0:4294967295', '-m rt', V6],
    [
      '-m rt --rt-type 0 --rt-0-res --rt-0-addrs ::1,FE80::00 --rt-0-not-strict',
      '-m rt --rt-type 0 --rt-0-res --rt-0-addrs ::1,fe80:: --rt-0-not-strict',
      V6,
    ],
    ['-m rt --rt-0-addrs ::1', null, V6],
    ['-m rt --rt-type 0 --rt-0-not-strict', null, V6],
    ['-m rt --rt-type 0 ! --rt-0-res', null, V6],
    ['-m rt --rt-len 4294967296', null, V6],
    ['-m rt --rt-type 0', null, V4],
  ],
  sctp: [
    ['-p sctp --sport 5: ! --dport :9', '-p sctp -m sctp --sport 5:65535 ! --dport 0:9'],
    ['-p sctp -m sctp --sport 0:65535'],
    ['-p sctp --sport 9:5', null],
    ['-p sctp --chunk-types only data:Be,init', '-p sctp -m sctp --chunk-types only DATA:Be,INIT'],
    [
      '-p sctp --chunk-types ANY pad,asconf,asconf_ack,data:beu,shutdown_complete:t',
      '-p sctp -m sctp --chunk-types any DATA:ube,SHUTDOWN_COMPLETE:t,ASCONF_ACK,PAD,ASCONF',
    ],
    ['-p sctp ! --chunk-types all NONE', '-p sctp -m sctp ! --chunk-types all NONE'],
    ['-p sctp --chunk-types all I_DATA:B', '-p sctp -m sctp --chunk-types all I_DATA'],
    ['-p sctp --chunk-types all data,ALL', null],
    ['-p sctp --chunk-types any SHUTDOWN_COMPLETE:x', null],
    ['-p sctp --chunk-types foo DATA', null],
    ['! -p sctp -m sctp --sport 5', null],
  ],
  socket: [
    ['-m socket'],
    ['-m socket --restore-skmark --nowildcard --transparent', '-m socket --transparent --nowildcard --restore-skmark'],
    ['-m socket ! --transparent', null],
  ],
  tcpmss: [
    ['-p tcp -m tcpmss ! --mss 1:2'],
    ['-p tcp -m tcpmss --mss :5', '-p tcp -m tcpmss --mss 0:5'],
    ['-p tcp -m tcpmss --mss 9:5', null],
    ['-p tcp -m tcpmss --mss 70000', null],
    ['-m tcpmss --mss 5', null],
  ],
  classify: [
    ['-j CLASSIFY --set-class 1:ffff', '-j CLASSIFY --set-class 0001:ffff'],
    ['-j CLASSIFY --set-class 12345:fffff', '-j CLASSIFY --set-class 2345:ffff'],
    ['-j CLASSIFY --set-class 1:0x2', '-j CLASSIFY --set-class 0001:0002'],
    ['-j CLASSIFY --set-class 1:', null],
    ['-j CLASSIFY --set-class 1', null],
    ['-j CLASSIFY', null],
  ],
  'hop limits': [
    ['-j TTL --ttl-set 0x10', '-j TTL --ttl-set 16', V4],
    ['-j TTL --ttl-set 0', undefined, V4],
    ['-j TTL --ttl-dec 0', null, V4],
    ['-j TTL --ttl-inc 256', null, V4],
    ['-j TTL --ttl-inc 2 --ttl-dec 1', null, V4],
    ['-j TTL --ttl-inc 2', null, V6],
    ['-j HL --hl-inc 0x5', '-j HL --hl-inc 5', V6],
    ['-j HL', null],
  ],
  netmap: [
    ['-j NETMAP --to 10.1.2.3', '-j NETMAP --to 10.1.2.3/32', V4],
    ['-j NETMAP --to 10.1.2.3/255.255.0.0', '-j NETMAP --to 10.1.0.0/16', V4],
    ['-j NETMAP --to 10.1.2.3/255.0.255.0', '-j NETMAP --to 10.1.2.3/32', V4],
    ['-j NETMAP --to 10.1.2.3/0', '-j NETMAP --to 0.0.0.0/0', V4],
    ['-j NETMAP --to fe80::1/64', '-j NETMAP --to fe80::/64', V6],
    ['-j NETMAP --to fe80::1/64', null, V4],
    ['-j NETMAP', null],
  ],
  nfqueue: [
    ['-j NFQUEUE', '-j NFQUEUE --queue-num 0'],
    ['-j NFQUEUE --queue-bypass', '-j NFQUEUE --queue-num 0 --queue-bypass'],
    ['-j NFQUEUE --queue-num 65535 --queue-bypass'],
    [
      '-j NFQUEUE --queue-balance 1:5 --queue-cpu-fanout --queue-bypass',
      '-j NFQUEUE --queue-balance 1:5 --queue-bypass --queue-cpu-fanout',
    ],
    ['-j NFQUEUE --queue-balance 5:', '-j NFQUEUE --queue-balance 5:65535'],
    ['-j NFQUEUE --queue-balance 0:65535', null],
    ['-j NFQUEUE --queue-balance 5:5', null],
    ['-j NFQUEUE --queue-balance 5', null],
    ['-j NFQUEUE --queue-num 5 --queue-cpu-fanout', null],
    ['-j NFQUEUE --queue-num 5 --queue-balance 1:2', null],
  ],
  set: [
    ['-m set ! --match-set s1 src,dst', undefined],
    ['-m set --set s1 srcx', '-m set --match-set s1 src'],
    ['-m set --match-set s1 src --update-counters', '-m set --match-set s1 src'],
    [
      '-m set --match-set s1 src ! --update-subcounters ! --update-counters --return-nomatch',
      '-m set --match-set s1 src --return-nomatch ! --update-counters ! --update-subcounters',
    ],
    ['-m set --match-set s1 src ! --packets-eq 5 --bytes-gt 18446744073709551615'],
    ['-m set --match-set s1 src --bytes-lt 18446744073709551616', null],
    ['-m set --match-set s1 src --packets-lt 5 --packets-gt 3', null],
    ['-m set --match-set s1 src ! --packets-lt 5', null],
    ['-m set --match-set s1 src,dst,src,dst,src,dst,src', null],
    ['-m set --match-set s1 SRC', null],
    ['-m set --match-set abcdefghijabcdefghijabcdefghijab src', null],
    ['-m set --return-nomatch', null],
  ],
  'set target': [
    ['-j SET --timeout 0x5 --add-set s1 src --exist', '-j SET --add-set s1 src --exist --timeout 5'],
    ['-j SET --add-set s1 src --del-set s2 src,dst'],
    ['-j SET --map-set s1 src --map-queue --map-mark', '-j SET --map-set s1 src --map-mark --map-queue'],
    ['-j SET --map-set s1 src', null],
    ['-j SET --del-set s1 src --exist', null],
    ['-j SET --add-set s1 src --timeout 4294967295', null],
    ['-j SET', null],
  ],
  synproxy: [
    ['-p tcp -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460 --ecn'],
    ['-p tcp -j SYNPROXY'],
    ['-p tcp -j SYNPROXY --mss 65536 --wscale 256', '-p tcp -j SYNPROXY --wscale 0 --mss 0'],
    ['-p udp -j SYNPROXY', null],
    ['-j SYNPROXY', null],
  ],
  tee: [
    ['-j TEE --oif eth0 --gateway 1.2.3.4', '-j TEE --gateway 1.2.3.4 --oif eth0', V4],
    ['-j TEE --gateway ::2', undefined, V6],
    ['-j TEE --gateway ::2 --oif eth0123456789abcdef', '-j TEE --gateway ::2 --oif eth0123456789ab', V6],
    ['-j TEE --gateway 1.2.3.4/24', null, V4],
    ['-j TEE --gateway 0.0.0.0', null, V4],
    ['-j TEE --oif eth0', null],
  ],
  tproxy: [
    ['-p tcp -j TPROXY --on-port 12345', '-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0', V4],
    ['-p tcp -j TPROXY --on-port http', '-p tcp -j TPROXY --on-port 80 --on-ip :: --tproxy-mark 0x0/0x0', V6],
    [
      '-p udp -j TPROXY --tproxy-mark 1 --on-port 0 --on-ip 1.2.3.4',
      '-p udp -j TPROXY --on-port 0 --on-ip 1.2.3.4 --tproxy-mark 0x1/0xffffffff',
      V4,
    ],
    ['-p tcp -j TPROXY --on-ip 1.2.3.4', null, V4],
    ['-j TPROXY --on-port 5', null],
    ['-p sctp -j TPROXY --on-port 5', null],
  ],
  trace: [['-j TRACE']],
  ECN: [
    ['-p tcp -j ECN --ecn-tcp-cwr 0 --ecn-tcp-ece 0', '-p tcp -j ECN --ecn-tcp-remove', V4],
    [
      '-p tcp -j ECN --ecn-tcp-cwr 1 --ecn-tcp-ece 0 --ecn-ip-ect 3',
      '-p tcp -j ECN --ecn-tcp-ece 0 --ecn-tcp-cwr 1 --ecn-ip-ect 3',
      V4,
    ],
    [
      '-p tcp -j ECN --ecn-tcp-remove --ecn-ip-ect 0',
      '-p tcp -j ECN --ecn-tcp-ece 0 --ecn-tcp-cwr 0 --ecn-ip-ect 0',
      V4,
    ],
    ['-j ECN --ecn-ip-ect 2', undefined, V4],
    ['-j ECN --ecn-ip-ect 4', null, V4],
    ['-j ECN --ecn-tcp-remove', null, V4],
    ['-p tcp -j ECN --ecn-tcp-cwr 2', null, V4],
    ['-p tcp -j ECN --ecn-tcp-cwr 1 --ecn-tcp-remove', null, V4],
    ['-j ECN', null, V4],
  ],
  ecn: [
    ['-m ecn --ecn-ip-ect 3'],
    ['-m ecn --ecn-ip-ect 4', null],
    ['-m ecn', null],
    ['-m ecn --ecn-tcp-cwr', null],
    [
      '-p tcp -m ecn --ecn-ip-ect 1 ! --ecn-tcp-cwr --ecn-tcp-ece',
      '-p tcp -m ecn --ecn-tcp-ece ! --ecn-tcp-cwr --ecn-ip-ect 1',
    ],
  ],
  dscp: [
    ['-m dscp --dscp-class af41', '-m dscp --dscp 0x22'],
    ['-m dscp ! --dscp-class EFx', '-m dscp ! --dscp 0x2e'],
    ['-m dscp --dscp-class E', null],
    ['-m dscp --dscp 5 --dscp-class EF', null],
    ['-m dscp --dscp 010', '-m dscp --dscp 0x08'],
    ['-m dscp --dscp 0x40', null],
    ['-j DSCP --set-dscp-class cs7', '-j DSCP --set-dscp 0x38'],
    ['-j DSCP --set-dscp 7', '-j DSCP --set-dscp 0x07'],
    ['-j DSCP --set-dscp-class zz', null],
    ['-j DSCP ! --set-dscp 5', null],
  ],
  tos: [
    ['-m tos --tos minimize-cost', '-m tos --tos 0x02/0x3f'],
    ['-m tos ! --tos 5/7', '-m tos ! --tos 0x05/0x07'],
    ['-m tos --tos 256', null],
    ['-m tos --tos 0x10/0x100', null],
    ['-m tos --tos Minimize', null],
    ['-j TOS --set-tos 0x10/0x3f'],
    ['-j TOS --and-tos 256', null],
    ['-j TOS --and-tos 0x12', '-j TOS --set-tos 0x00/0xed'],
    ['-j TOS --or-tos 0x3', '-j TOS --set-tos 0x03/0x03'],
    ['-j TOS --or-tos 3 --and-tos 5', null],
    ['-j TOS --xor-tos 0377', '-j TOS --set-tos 0xff/0x00'],
    ['-j TOS --set-tos normal-service', '-j TOS --set-tos 0x00/0x3f'],
    ['-j TOS', null],
  ],
  string: [
    [String.raw`-m string --string "ab\"c" --algo bm`],
    [String.raw`-m string --string a'b --algo bm`, String.raw`-m string --string "a'b" --algo bm`],
    [String.raw`-m string ! --string "a\"b\\c" --algo bm`],
    ['-m string --string "" --algo bm', null],
    [String.raw`-m string --string "a\\" --algo bm`, '-m string --hex-string "|615c|" --algo bm'],
    ['-m string --hex-string "a|42 43|d" --algo bm', '-m string --string "aBCd" --algo bm'],
    ['-m string --hex-string "a| 00 43|d" --algo bm', '-m string --hex-string "|61004364|" --algo bm'],
    ['-m string --hex-string "|4|" --algo bm', null],
    ['-m string --hex-string "|41" --algo bm', null],
    [String.raw`-m string --hex-string "a\\|b\\c" --algo bm`, '-m string --string "a|bc" --algo bm'],
    [String.raw`-m string --hex-string "|41\\|" --algo bm`, null],
    ['-m string --hex-string "||" --algo bm', null],
    ['-m string --hex-string "|41||42|" --algo bm', '-m string --string "A|42" --algo bm'],
    ['-m string --hex-string "plain" --algo bm', '-m string --string "plain" --algo bm'],
    ['-m string --string ä --algo kmp --icase', '-m string --hex-string "|c3a4|" --algo kmp --icase'],
    ['-m string --string 😀 --algo kmp', '-m string --hex-string "|f09f9880|" --algo kmp'],
    ['-m string --string a --algo wrong', null],
    ['-m string --string a --algo BM', null],
    ['-m string --string a', null],
    ['-m string --string a --algo bm --from 5 --to 3', null],
    ['-m string --string a --algo bm --from 5 --to 5', '-m string --string "a" --algo bm --from 5 --to 5'],
    ['-m string --string a --algo bm --from 65536', null],
    ['-m string --algo bm --to 0x20 --string a --from 0x10', '-m string --string "a" --algo bm --from 16 --to 32'],
    ['-m string --string a --hex-string b --algo bm', null],
    [
      '-m string --string xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --algo bm',
      '-m string --string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" --algo bm',
    ],
    [
      '-m string --string xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx --algo bm',
      null,
    ],
  ],
  time: [
    ['-m time', '-m time --datestop 2038-01-19T03:14:07'],
    ['-m time --timestart 01:02', '-m time --timestart 01:02:00 --timestop 23:59:59 --datestop 2038-01-19T03:14:07'],
    ['-m time --timestop 1:2:3', '-m time --timestart 00:00:00 --timestop 01:02:03 --datestop 2038-01-19T03:14:07'],
    ['-m time --timestart 00:00 --timestop 23:59:59', '-m time --datestop 2038-01-19T03:14:07'],
    ['-m time --timestart 24:00', null],
    ['-m time --timestart 5', null],
    ['-m time --timestart 05:60', null],
    ['-m time --datestart 2001', '-m time --datestart 2001-01-01T00:00:00 --datestop 2038-01-19T03:14:07'],
    ['-m time --datestart 1970', '-m time --datestop 2038-01-19T03:14:07'],
    ['-m time --datestart 2001-02-31', '-m time --datestart 2001-03-03T00:00:00 --datestop 2038-01-19T03:14:07'],
    ['-m time --datestart 2001-2-3T4:5:6', '-m time --datestart 2001-02-03T04:05:06 --datestop 2038-01-19T03:14:07'],
    ['-m time --datestart 2001-13-03', null],
    ['-m time --datestart 2001-00-00', '-m time --datestart 2000-11-30T00:00:00 --datestop 2038-01-19T03:14:07'],
    ['-m time --datestart 1970-00-00', null],
    ['-m time --datestop 2038-12-31', '-m time --datestop 2038-12-31T00:00:00'],
    ['-m time --datestop 2039', null],
    ['-m time --datestart "2001-02-03 04:05"', null],
    ['-m time --weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun', '-m time --datestop 2038-01-19T03:14:07'],
    ['-m time --weekdays 7,1,3', '-m time --weekdays Mon,Wed,Sun --datestop 2038-01-19T03:14:07'],
    ['-m time ! --weekdays 7,1,3', '-m time --weekdays Tue,Thu,Fri,Sat --datestop 2038-01-19T03:14:07'],
    ['-m time --weekdays Mo,Sunday', '-m time --weekdays Mon,Sun --datestop 2038-01-19T03:14:07'],
    ['-m time --weekdays Mon,fr', null],
    ['-m time --weekdays 0', null],
    ['-m time --monthdays 5,1,31', '-m time --monthdays 1,5,31 --datestop 2038-01-19T03:14:07'],
    ['-m time --monthdays 32', null],
    [
      '-m time ! --monthdays 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29',
      '-m time --monthdays 30,31 --datestop 2038-01-19T03:14:07',
    ],
    ['-m time --utc', '-m time --datestop 2038-01-19T03:14:07'],
    ['-m time --localtz', '-m time --datestop 2038-01-19T03:14:07 --kerneltz'],
    ['-m time --kerneltz --utc', null],
    [
      '-m time --contiguous --timestart 23:00 --timestop 05:00',
      '-m time --timestart 23:00:00 --timestop 05:00:00 --datestop 2038-01-19T03:14:07 --contiguous',
    ],
    ['-m time --contiguous --timestart 03:00 --timestop 05:00', null],
    ['-m time --contiguous', null],
  ],
  hashlimit: [
    [
      '-m hashlimit --hashlimit 10/sec --hashlimit-name a1',
      '-m hashlimit --hashlimit-upto 10/sec --hashlimit-burst 5 --hashlimit-name a1',
    ],
    [
      '-m hashlimit ! --hashlimit-upto 10/sec --hashlimit-name a2',
      '-m hashlimit --hashlimit-above 10/sec --hashlimit-burst 5 --hashlimit-name a2',
    ],
    ['-m hashlimit --hashlimit-above 10/sec', null],
    [
      '-m hashlimit --hashlimit-above 1000000/sec --hashlimit-name a3',
      '-m hashlimit --hashlimit-above 1000000/sec --hashlimit-burst 5 --hashlimit-name a3',
    ],
    ['-m hashlimit --hashlimit-above 1000001/sec --hashlimit-name a4', null],
    [
      '-m hashlimit --hashlimit-above 60/min --hashlimit-name a5 --hashlimit-burst 10000',
      '-m hashlimit --hashlimit-above 1/sec --hashlimit-burst 10000 --hashlimit-name a5 --hashlimit-htable-expire 60000',
    ],
    ['-m hashlimit --hashlimit-above 60/min --hashlimit-name a6 --hashlimit-burst 0', null],
    [
      '-m hashlimit --hashlimit-above 60/min --hashlimit-name a7 --hashlimit-burst 1k',
      '-m hashlimit --hashlimit-above 1/sec --hashlimit-burst 1024 --hashlimit-name a7 --hashlimit-htable-expire 60000',
    ],
    [
      '-m hashlimit --hashlimit-above 3 --hashlimit-name a8 --hashlimit-mode dstport|dstip,srcport,srcip',
      '-m hashlimit --hashlimit-above 3/sec --hashlimit-burst 5 --hashlimit-mode srcip,srcport,dstip,dstport --hashlimit-name a8',
    ],
    [
      '-m hashlimit --hashlimit-above 3 --hashlimit-name a8 --hashlimit-mode ""',
      '-m hashlimit --hashlimit-above 3/sec --hashlimit-burst 5 --hashlimit-name a8',
    ],
    ['-m hashlimit --hashlimit-above 3 --hashlimit-name a9 --hashlimit-mode SRCIP', null],
    ['-m hashlimit --hashlimit-above 3/ --hashlimit-name b1', null],
    [
      '-m hashlimit --hashlimit-above 1000b/s --hashlimit-name b2',
      '-m hashlimit --hashlimit-above 992b/s --hashlimit-name b2',
    ],
    [
      '-m hashlimit --hashlimit-above 512kb/s --hashlimit-name b3 --hashlimit-burst 700000',
      '-m hashlimit --hashlimit-above 512kb/s --hashlimit-burst 1mb --hashlimit-name b3',
    ],
    ['-m hashlimit --hashlimit-above 512kb/s --hashlimit-name b4 --hashlimit-burst 5', null],
    [
      '-m hashlimit --hashlimit-above 512kb/s --hashlimit-name b5 --hashlimit-burst 512k',
      '-m hashlimit --hashlimit-above 512kb/s --hashlimit-burst 512kb --hashlimit-name b5',
    ],
    [
      '-m hashlimit --hashlimit-above 10000mb/s --hashlimit-name b6',
      '-m hashlimit --hashlimit-above 11453246096b/s --hashlimit-name b6',
    ],
    ['-m hashlimit --hashlimit-above 100000mb/s --hashlimit-name b7', null],
    [
      '-m hashlimit --hashlimit-above 22906492240b/s --hashlimit-name b8',
      '-m hashlimit --hashlimit-above 34359738336b/s --hashlimit-name b8',
    ],
    ['-m hashlimit --hashlimit-above 34359738368b/s --hashlimit-name b9', null],
    ['-m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2mb --hashlimit-name c1 --hashlimit-htable-expire 15000'],
    [
      '-m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2mb --hashlimit-name c2 --hashlimit-htable-expire 60000',
      '-m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2mb --hashlimit-name c2',
    ],
    [
      '-m hashlimit --hashlimit-above 50/min --hashlimit-name c3 --hashlimit-rate-match',
      '-m hashlimit --hashlimit-above 50/sec --hashlimit-burst 5 --hashlimit-name c3 --hashlimit-htable-expire 60000 --hashlimit-rate-match --hashlimit-rate-interval 60',
    ],
    [
      '-m hashlimit --hashlimit-above 50/min --hashlimit-name c4 --hashlimit-rate-match --hashlimit-rate-interval 10',
      '-m hashlimit --hashlimit-above 50/sec --hashlimit-burst 5 --hashlimit-name c4 --hashlimit-htable-expire 60000 --hashlimit-rate-match --hashlimit-rate-interval 10',
    ],
    [
      '-m hashlimit --hashlimit-above 50/min --hashlimit-name c5 --hashlimit-rate-interval 10',
      '-m hashlimit --hashlimit-above 50/min --hashlimit-burst 5 --hashlimit-name c5',
    ],
    [
      '-m hashlimit --hashlimit-above 5/sec --hashlimit-name c6 --hashlimit-rate-match',
      '-m hashlimit --hashlimit-above 5/sec --hashlimit-burst 5 --hashlimit-name c6 --hashlimit-rate-match',
    ],
    [
      '-m hashlimit --hashlimit-above 5/sec --hashlimit-name c7 --hashlimit-srcmask 24 --hashlimit-dstmask 32',
      '-m hashlimit --hashlimit-above 5/sec --hashlimit-burst 5 --hashlimit-name c7 --hashlimit-srcmask 24',
      V4,
    ],
    [
      '-m hashlimit --hashlimit-above 5/sec --hashlimit-name c8 --hashlimit-srcmask 24 --hashlimit-dstmask 128',
      '-m hashlimit --hashlimit-above 5/sec --hashlimit-burst 5 --hashlimit-name c8 --hashlimit-srcmask 24',
      V6,
    ],
    [
      '-m hashlimit --hashlimit-above 5/sec --hashlimit-name c9 --hashlimit-htable-size 5 --hashlimit-htable-max 6 --hashlimit-htable-expire 7 --hashlimit-htable-gcinterval 8',
      '-m hashlimit --hashlimit-above 5/sec --hashlimit-burst 5 --hashlimit-name c9 --hashlimit-htable-size 5 --hashlimit-htable-max 6 --hashlimit-htable-gcinterval 8 --hashlimit-htable-expire 7',
    ],
    ['-m hashlimit --hashlimit-above 5/sec --hashlimit-upto 6/sec --hashlimit-name d1', null],
    ['-m hashlimit --hashlimit-above 5/sec --hashlimit-name a/b', null],
    ['-m hashlimit --hashlimit-above 3/day --hashlimit-name d2', null],
    [
      '-m hashlimit --hashlimit-above 2/day --hashlimit-name d3 --hashlimit-burst 1000',
      '-m hashlimit --hashlimit-above 2/day --hashlimit-burst 1000 --hashlimit-name d3',
    ],
    [
      '-m hashlimit --hashlimit-above 1/hour --hashlimit-name d4',
      '-m hashlimit --hashlimit-above 1/hour --hashlimit-burst 5 --hashlimit-name d4',
    ],
  ],
  policy: [
    ['-m policy --dir in --pol none'],
    ['-m policy --dir in', '-m policy --dir in --pol ipsec'],
    ['-m policy --pol ipsec', null],
    ['-m policy --dir out --pol none --strict', null],
    ['-m policy --dir out --pol none --reqid 1', '-m policy --dir out --pol none'],
    [
      '-m policy --dir out --pol ipsec --spi 10 --reqid 0x10 ! --proto 50 --mode transport',
      '-m policy --dir out --pol ipsec --reqid 16 --spi 0xa ! --proto esp --mode transport',
    ],
    ['-m policy --dir out --pol ipsec --next', null],
    ['-m policy --dir out --pol ipsec --tunnel-src 1.2.3.4', null, V4],
    [
      '-m policy --dir out --pol ipsec --mode tunnel --tunnel-src 1.2.3.4/24 --tunnel-dst 10.0.0.1',
      '-m policy --dir out --pol ipsec --mode tunnel --tunnel-dst 10.0.0.1 --tunnel-src 1.2.3.4/24',
      V4,
    ],
    [
      '-m policy --dir out --pol ipsec --mode tunnel --tunnel-src fe80::1/64 ! --tunnel-dst ::1/128',
      '-m policy --dir out --pol ipsec --mode tunnel ! --tunnel-dst ::1 --tunnel-src fe80::1/64',
      V6,
    ],
    [
      '-m policy --dir out --pol ipsec ! --mode transport --tunnel-src 1.2.3.4/255.0.255.0',
      '-m policy --dir out --pol ipsec ! --mode transport --tunnel-src 1.2.3.4',
      V4,
    ],
    ['-m policy --dir out --pol ipsec ! --mode tunnel --tunnel-src 1.2.3.4', null, V4],
    [
      '-m policy --dir out --pol ipsec --strict --proto esp --reqid 4 --next ! --mode tunnel --proto ah',
      '-m policy --dir out --pol ipsec --strict --reqid 4 --proto esp --next --proto ah ! --mode tunnel',
    ],
    ['-m policy --dir out --pol ipsec --strict --mode tunnel --next', null],
    ['-m policy --dir out --pol ipsec --strict --proto tcp', null],
    ['-m policy --dir IN --pol ipsec', null],
    ['-m policy --dir in --dir out --pol ipsec', null],
    ['-m policy --dir in --pol ipsec --reqid 1 --reqid 2', null],
    [
      '-m policy --strict --reqid 1 --next --reqid 2 --next --reqid 3 --next --reqid 4 --dir in --pol ipsec',
      '-m policy --dir in --pol ipsec --strict --reqid 1 --next --reqid 2 --next --reqid 3 --next --reqid 4',
    ],
    [
      '-m policy --dir out --strict --reqid 1 --next --reqid 1 --next --reqid 1 --next --reqid 1 --next --reqid 1',
      null,
    ],
  ],
};

describe.each(Object.entries(FORMS))('%s', (_name, rows) => {
  const cases = rows.flatMap(([written, saved = written, families = BOTH]) =>
    families.map((family) => ({ written, saved, family })),
  );

  it.each(cases)('$written ($family)', ({ written, saved, family }) => {
    const errors = checkRuleText(written, { family }).filter(({ severity }) => severity === 'error');
    if (saved === null) return expect(errors).not.toEqual([]);
    expect(errors).toEqual([]);
    expect(printSpec(readSpec(written), { family })).toBe(saved);
    expect(printSpec(readSpec(saved), { family })).toBe(saved);
  });
});
