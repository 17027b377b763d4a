/** The ruleset of the mock-ups, for tests: the map has to look like the drawing for it. */
export const MOCKUP = `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
-A PREROUTING -j KUBE-SERVICES
-A PREROUTING -p tcp -m tcp --dport 8443 -j DNAT --to-destination 10.8.0.5:443
-A POSTROUTING -s 10.8.0.0/24 -j MASQUERADE
-A POSTROUTING -o eth0 -j MASQUERADE
-A KUBE-SERVICES -d 10.96.0.1/32 -j RETURN
-A KUBE-SERVICES -d 10.96.0.10/32 -j RETURN
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER-USER - [0:0]
:INPUT_CHAIN_ENVOY - [0:0]
:f2b-sshd - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -s 192.0.2.0/24 -j DROP
-A INPUT -p tcp -m multiport --dports 80,443 -m conntrack --ctstate NEW -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j f2b-sshd
-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -p tcp -m tcp --dport 443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -m icmp --icmp-type 8 -m limit --limit 10/sec -j ACCEPT
-A INPUT -m limit --limit 5/min -j LOG
-A FORWARD -j DOCKER-USER
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i wg0 -o eth0 -j ACCEPT
-A OUTPUT -o lo -j ACCEPT
-A OUTPUT -p udp -m udp --dport 25 -j REJECT
-A DOCKER-USER -s 10.66.0.0/16 -j DROP
-A DOCKER-USER -j RETURN
-A INPUT_CHAIN_ENVOY -s 100.64.0.0/10 -j DROP
-A INPUT_CHAIN_ENVOY -p tcp -m tcp --dport 9090 -m conntrack --ctstate NEW -j ACCEPT
-A f2b-sshd -s 198.51.100.23/32 -j REJECT
-A f2b-sshd -j RETURN
COMMIT
`;
