import { checkForms, V4, V6 } from '../testing/module-forms.ts';

checkForms({
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
  connbytes: [
    ['-m connbytes --connbytes 10:5 --connbytes-mode bytes --connbytes-dir both', null],
    ['-m connbytes ! --connbytes 10:5 --connbytes-mode bytes --connbytes-dir both', null],
    [
      '-m connbytes ! --connbytes 5:5 --connbytes-mode bytes --connbytes-dir both',
      '-m connbytes --connbytes 5:5 --connbytes-mode bytes --connbytes-dir both',
    ],
    [
      '-m connbytes --connbytes 5: --connbytes-mode avgpkt --connbytes-dir reply',
      '-m connbytes --connbytes 5 --connbytes-mode avgpkt --connbytes-dir reply',
    ],
    [
      '-m connbytes --connbytes :5 --connbytes-mode avgpkt --connbytes-dir reply',
      '-m connbytes --connbytes 0:5 --connbytes-mode avgpkt --connbytes-dir reply',
    ],
    ['-m connbytes ! --connbytes 5 --connbytes-mode avgpkt --connbytes-dir reply'],
    ['-m connbytes ! --connbytes 0 --connbytes-mode avgpkt --connbytes-dir reply'],
    [
      '-m connbytes --connbytes 0:0 --connbytes-mode avgpkt --connbytes-dir reply',
      '-m connbytes --connbytes 0 --connbytes-mode avgpkt --connbytes-dir reply',
    ],
  ],
  rateest: [
    ['-m rateest --rateest RE1 --rateest-lt --rateest-bps 8bit'],
    [
      '-m rateest --rateest RE1 ! --rateest-lt --rateest-bps 5kbit',
      '-m rateest --rateest RE1 ! --rateest-lt --rateest-bps 5000bit',
    ],
    [
      '-m rateest --rateest1 RE1 --rateest-gt --rateest-bps2 1MiBps',
      '-m rateest --rateest RE1 --rateest-gt --rateest-bps 8389Kbit',
    ],
    [
      '-m rateest --rateest RE1 --rateest-gt --rateest-bps 3.5gbit',
      '-m rateest --rateest RE1 --rateest-gt --rateest-bps 3500Mbit',
    ],
    [
      '-m rateest --rateest RE1 --rateest-gt --rateest-bps 1234567',
      '-m rateest --rateest RE1 --rateest-gt --rateest-bps 1235Kbit',
    ],
    ['-m rateest --rateest RE1 --rateest-gt --rateest-bps 5xbit', null],
    [
      '-m rateest --rateest RE1 --rateest-gt --rateest-pps 0x10',
      '-m rateest --rateest RE1 --rateest-gt --rateest-pps 16',
    ],
    ['-m rateest --rateest RE1 --rateest-gt --rateest-bps', '-m rateest --rateest RE1 --rateest-gt --rateest-bps 0bit'],
    ['-m rateest --rateest1 RE1 --rateest-lt --rateest-bps --rateest2 RE2'],
    [
      '-m rateest --rateest RE1 --rateest2 RE2 --rateest-lt --rateest-bps 5kbit',
      '-m rateest --rateest1 RE1 --rateest-lt --rateest-bps --rateest2 RE2',
    ],
    ['-m rateest --rateest-delta --rateest1 RE1 --rateest-pps1 0 --rateest-lt --rateest-pps2 42 --rateest2 RE2'],
    ['-m rateest --rateest-delta --rateest RE1 --rateest-bps1 8bit --rateest-gt --rateest-bps2 16bit'],
    [
      '-m rateest --rateest-delta --rateest RE1 --rateest-gt --rateest-bps 16bit',
      '-m rateest --rateest-delta --rateest RE1 --rateest-bps1 0bit --rateest-gt --rateest-bps2 16bit',
    ],
    [
      '-m rateest --rateest-delta --rateest RE1 --rateest-gt --rateest-bps1 16bit',
      '-m rateest --rateest-delta --rateest RE1 --rateest-bps1 16bit --rateest-gt --rateest-bps2 0bit',
    ],
    [
      '-m rateest --rateest RE1 --rateest-gt --rateest-bps1 16bit',
      '-m rateest --rateest RE1 --rateest-gt --rateest-bps 0bit',
    ],
    ['-m rateest --rateest RE1 --rateest-gt', null],
    ['-m rateest --rateest-gt --rateest-bps 5', null],
    ['-m rateest --rateest RE1 --rateest-gt --rateest-bps 5 --rateest-bps2 6', null],
  ],
  RATEEST: [
    [
      '-j RATEEST --rateest-name r1 --rateest-interval 250ms --rateest-ewmalog 500ms',
      '-j RATEEST --rateest-name r1 --rateest-interval 250.0ms --rateest-ewmalog 500.0ms',
    ],
    [
      '-j RATEEST --rateest-name r2 --rateest-interval 1s --rateest-ewmalog 8s',
      '-j RATEEST --rateest-name r2 --rateest-interval 1.0s --rateest-ewmalog 8.0s',
    ],
    ['-j RATEEST --rateest-name r3 --rateest-interval 0.3 --rateest-ewmalog 5', null],
    [
      '-j RATEEST --rateest-name r4 --rateest-interval 300000 --rateest-ewmalog 5s',
      '-j RATEEST --rateest-name r4 --rateest-interval 500.0ms --rateest-ewmalog 8.0s',
    ],
    ['-j RATEEST --rateest-name r5 --rateest-interval 9s --rateest-ewmalog 50s', null],
    [
      '-j RATEEST --rateest-name r6 --rateest-interval 8s --rateest-ewmalog 500s',
      '-j RATEEST --rateest-name r6 --rateest-interval 8.0s --rateest-ewmalog 256.0s',
    ],
    ['-j RATEEST --rateest-name r7 --rateest-interval 250ms --rateest-ewmalog 250ms', null],
    ['-j RATEEST --rateest-name r7 --rateest-interval 250xs --rateest-ewmalog 250ms', null],
    [
      '-j RATEEST --rateest-name aaaaaaaaaaaaaaaaaaaaaaaa --rateest-interval 250ms --rateest-ewmalog 500ms',
      '-j RATEEST --rateest-name aaaaaaaaaaaaaaa --rateest-interval 250.0ms --rateest-ewmalog 500.0ms',
    ],
    [
      '-j RATEEST --rateest-name r9 --rateest-interval 250ms --rateest-ewmalog 1000000s',
      '-j RATEEST --rateest-name r9 --rateest-interval 250.0ms --rateest-ewmalog 2048.0s',
    ],
    [
      '-j RATEEST --rateest-name s1 --rateest-interval 333ms --rateest-ewmalog 7.3s',
      '-j RATEEST --rateest-name s1 --rateest-interval 500.0ms --rateest-ewmalog 8.0s',
    ],
    ['-j RATEEST --rateest-name s2', null],
  ],
  IDLETIMER: [
    ['-j IDLETIMER --timeout 0 --label x', null],
    ['-j IDLETIMER --timeout 5 --label x --alarm'],
    ['-j IDLETIMER --timeout 4294967295 --label x2', null],
    ['-j IDLETIMER --timeout 2147482 --label x4'],
    ['-j IDLETIMER --timeout 2147484 --label x5', null],
    ['-j IDLETIMER --timeout 4294968 --label x6', null],
    [
      '-j IDLETIMER --timeout 5 --label abcdefghijabcdefghijabcdefghij',
      '-j IDLETIMER --timeout 5 --label abcdefghijabcdefghijabcdefg',
    ],
    ['-j IDLETIMER --timeout 5 --label ""', null],
    ['-j IDLETIMER --timeout 5 --label a/b', null],
    ['-j IDLETIMER --timeout 5', null],
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
  cluster: [
    [
      '-m cluster --cluster-total-nodes 8 --cluster-local-node 8 --cluster-hash-seed 1',
      '-m cluster --cluster-local-nodemask 0x00000080 --cluster-total-nodes 8 --cluster-hash-seed 0x00000001',
    ],
    [
      '-m cluster --cluster-total-nodes 8 ! --cluster-local-nodemask 5 --cluster-hash-seed 0x10',
      '-m cluster ! --cluster-local-nodemask 0x00000005 --cluster-total-nodes 8 --cluster-hash-seed 0x00000010',
    ],
    ['-m cluster --cluster-total-nodes 2 --cluster-local-nodemask 4 --cluster-hash-seed 0x10', null],
    [
      '-m cluster --cluster-total-nodes 32 --cluster-local-node 32 --cluster-hash-seed 0x10',
      '-m cluster --cluster-local-nodemask 0x80000000 --cluster-total-nodes 32 --cluster-hash-seed 0x00000010',
    ],
  ],
});
