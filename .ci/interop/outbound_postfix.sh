# Postfix as other hosts; sourced by the checks that need it, behind outbound.sh. Each of its domains is served on an address of its own with a character of its own:
#   accept.example 192.0.2.11 with TLS; greylist.example .12; slow.example .13; senders.example .14 takes only senders of example.test and the null one; far.example .11
# Users: bob everywhere, carol at far.example.
dir=$WORK/postfix
mail=$dir/mail
start_postfix() {
    mkdir -p "$dir"/{etc,queue,data} "$mail"
    chmod 755 "$dir" "$dir/etc"
    chown postfix "$dir/data"
    chown nobody "$mail"
    for domain in accept greylist slow senders far; do printf 'bob@%s.example %s/\n' "$domain" "$domain"; done >"$dir/etc/users"
    echo 'carol@far.example carol/' >>"$dir/etc/users"
    printf '%s\n' 'example.test OK' '<> OK' >"$dir/etc/senders"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mx.accept.example -keyout "$dir/etc/key" -out "$dir/etc/cert" 2>/dev/null
    cat >"$dir/etc/main.cf" <<CONFIG
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/data
daemon_directory = $(postconf -d -h daemon_directory)
command_directory = $(postconf -d -h command_directory)
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = all
inet_protocols = ipv4
myhostname = mx.accept.example
mydestination =
mynetworks =
alias_maps =
alias_database =
virtual_mailbox_domains = accept.example greylist.example slow.example senders.example far.example
virtual_mailbox_base = $mail
virtual_mailbox_maps = texthash:$dir/etc/users
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_cert_file = $dir/etc/cert
smtpd_tls_key_file = $dir/etc/key
smtpd_tls_loglevel = 1
smtputf8_enable = yes
smtpd_client_connection_rate_limit = 0
maillog_file = $dir/log
maillog_file_prefixes = $WORK
message_size_limit = 30000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
CONFIG
    {
        sed -E -e '/^smtp[[:space:]]+inet/d' -e 's/^([a-z].*[[:space:]]+(inet|unix|pass|fifo)[[:space:]]+[-yn]+[[:space:]]+[-yn]+[[:space:]]+)[-yn]/\1n/' -e 's/^#(postlog)/\1/' /usr/share/postfix/master.cf.dist
        printf '%s inet n - n - - smtpd %s\n' 192.0.2.11:25 '' \
            192.0.2.12:25 '-o smtpd_recipient_restrictions=check_policy_service,inet:127.0.0.1:7012' \
            192.0.2.13:25 '-o smtpd_client_restrictions=sleep,1 -o smtpd_delay_reject=no -o smtpd_sender_restrictions=sleep,1 -o smtpd_data_restrictions=sleep,1' \
            192.0.2.14:25 '-o smtpd_sender_restrictions=check_sender_access,texthash:'"$dir"'/etc/senders,reject'
    } >"$dir/etc/master.cf"
    grep -q '^postlog' "$dir/etc/master.cf" || echo 'postlog unix-dgram n - n - 1 postlogd' >>"$dir/etc/master.cf"
    : >"$dir/etc/dynamicmaps.cf"
    start_peer greylist python3 "$here/greylist.py" 7012
    postfix -c "$dir/etc" start && listens 192.0.2.11 25 && listens 192.0.2.14 25
}
stop_peer() { postfix -c "$dir/etc" stop >/dev/null 2>&1; }

postfix_records() {
    local number=11 domain
    for domain in accept greylist slow senders; do
        printf '%s.example. MX 10 mx.%s.example.\nmx.%s.example. A 192.0.2.%d\n' "$domain" "$domain" "$domain" "$number"
        number=$((number + 1))
    done
    printf '%s\n' 'far.example. MX 10 mx.accept.example.' 'gone.example. MX 0 .'
}

# logged PATTERN: waits until Postfix has logged it
logged() {
    for _ in {1..100}; do grep -E "$1" "$dir/log" && return; sleep 0.2; done
    tail -n 20 "$dir/log"
    return 1
}

# arrived DOMAIN SUBJECT: waits for the message; prints the name of its file
arrived() {
    for _ in {1..150}; do grep -rlx "Subject: $2" "$mail/$1/new" 2>/dev/null && return; sleep 0.2; done
    tail -n 20 "$dir/log"
    return 1
}

# same_body FILE ORIGINAL: Postfix keeps its mail with LF
same_body() { diff <(sed '1,/^$/d' "$1") <(tr -d '\r' <"$2" | sed '1,/^$/d'); }
