#!/usr/bin/env bash
# The public pages: asked by curl and read by xmllint; then behind nginx, Caddy and Apache, which have the ports 80 and 443 and are told exactly what "posthaste web proxy" prints. That part
# wants a network of its own, and so root.
. "$(dirname "$0")/../outbound.sh"
DOMAIN=${ANN#*@}
OUTLOOK=http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a
ask() { curl --silent --show-error --max-time 20 --insecure --resolve "*:$HTTP:$HOST" --resolve "*:$HTTPS:$HOST" "$@"; }
# at SCHEME NAME PATH: its address, with a port unless it is the standard one.
at() {
    local port=$HTTP standard=80
    if [ "$1" = https ]; then port=$HTTPS standard=443; fi
    [ "$port" = "$standard" ] && port='' || port=:$port
    printf '%s://%s%s%s' "$1" "$2" "$port" "$3"
}
xpath() { xmllint --nonet --xpath "$1" - 2>/dev/null; }
policy() { ask "$(at https "mta-sts.$DOMAIN" /.well-known/mta-sts.txt)" | tee /dev/stderr | tr -d '\r' | grep -qx "mx: $NAME"; }
settings() { # SCHEME NAME PATH: what Thunderbird reads
    local found
    found=$(ask "$(at "$1" "$2" "$3?emailaddress=u0%40$DOMAIN")" | tee /dev/stderr | xpath 'concat(/clientConfig[@version="1.1"]/emailProvider/@id, " ",
        (//incomingServer[@type="imap"]/hostname)[1], " ", (//incomingServer[@type="imap"]/port)[1], " ", (//incomingServer[@type="imap"]/socketType)[1])') &&
        [ "$found" = "$DOMAIN $NAME $IMAPS SSL" ]
}
outlook() { # NAME PATH
    local found
    found=$(printf '<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>%s%s</Request></Autodiscover>' \
        "<EMailAddress>$ANN</EMailAddress>" "<AcceptableResponseSchema>$OUTLOOK</AcceptableResponseSchema>" |
        ask -H 'Content-Type: text/xml' --data-binary @- "$(at https "$1" "$2")" | tee /dev/stderr | xpath 'concat(//*[local-name()="Protocol"][*[local-name()="Type"]="IMAP"]/*[local-name()="Port"],
        " ", (//*[local-name()="LoginName"])[1], " ", namespace-uri(//*[local-name()="Response"]))') && [ "$found" = "$IMAPS $ANN $OUTLOOK" ]
}
profile() { ask "$(at https "autoconfig.$DOMAIN" "/apple/mobileconfig?email=$ANN")" | xpath '//key[.="PayloadType"]/following-sibling::string[1]' | grep -q com.apple.mail.managed; }
code() { # CODE SCHEME NAME PATH [OPTION...]
    local wanted=$1 scheme=$2 name=$3 path=$4
    shift 4
    [ "$(ask -o /dev/null -w '%{http_code}' "$@" "$(at "$scheme" "$name" "$path")" | tee /dev/stderr)" = "$wanted" ]
}
leads() { [ "$(ask -o /dev/null -w '%{redirect_url}' "$(at http "$1" "$2")" | tee /dev/stderr)" = "$(at https "$1" "$2")" ]; }
all_pages() {
    check "$1: MTA-STS policy" policy
    check "$1: settings for Thunderbird by HTTPS" settings https "autoconfig.$DOMAIN" /mail/config-v1.1.xml
    check "$1: settings for Thunderbird by HTTP" settings http "autoconfig.$DOMAIN" /mail/config-v1.1.xml
    check "$1: settings for Thunderbird on the domain" settings https "$DOMAIN" /.well-known/autoconfig/mail/config-v1.1.xml
    check "$1: settings for Outlook" outlook "autodiscover.$DOMAIN" /autodiscover/autodiscover.xml
    check "$1: settings for Outlook on the domain, in another case" outlook "$DOMAIN" /Autodiscover/Autodiscover.xml
    check "$1: profile for Apple's devices" profile
    check "$1: HTTP leads Outlook to HTTPS" leads "autodiscover.$DOMAIN" /autodiscover/autodiscover.xml
    check "$1: a challenge that nobody asked for" code 404 http "mta-sts.$DOMAIN" /.well-known/acme-challenge/none
    check "$1: nothing elsewhere" code 404 https "autoconfig.$DOMAIN" /
}

if [ -z "${ISOLATED:-}" ]; then
    HTTP=$((OFFSET + 80)) HTTPS=$((OFFSET + 443))
    program curl "$(version curl --version)"
    all_pages alone
    check 'alone: an unknown name' code 404 https elsewhere.example /mail/config-v1.1.xml
    check 'alone: a method that is not known' code 405 http "autoconfig.$DOMAIN" /mail/config-v1.1.xml -X DELETE
    check 'alone: a huge header' code 431 http "autoconfig.$DOMAIN" / -H "X: $(printf 'y%.0s' {1..9000})"
    certificate_of() { openssl s_client -connect "$HOST:$HTTPS" -servername "$1" </dev/null 2>/dev/null | openssl x509 -noout -checkhost "$1" | grep 'does match'; }
    check 'alone: the certificate of the name asked for' certificate_of "mta-sts.$DOMAIN"
    h2() { ! openssl s_client -connect "$HOST:$HTTPS" -alpn h2 </dev/null 2>&1 | tee /dev/stderr | grep -q 'ALPN protocol: h2'; }
    check 'alone: HTTP/2 is not promised' h2
    fetch nginx nginx nginx-common
    fetch caddy caddy
    fetch apache2 apache2-bin libapr1 libaprutil1
fi
isolate
HTTP=80 HTTPS=443
start_dns </dev/null
site=$WORK/site # the domain's own web site, which goes on
mkdir -p "$site"
echo 'own web site' >"$site/index.html"
chmod -R a+rX "$WORK"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$WORK/site.key" -out "$WORK/site.crt" -days 2 -subj "/CN=$DOMAIN" 2>/dev/null

# Each writes a configuration with the domain's web site and, once they are there, our lines. The process begins with the configuration as it is.
nginx_conf() {
    printf '%s\n' 'daemon off;' "pid $WORK/nginx.pid;" "error_log $WORK/nginx.log;" 'events {}' 'http {' 'access_log off;' \
        "client_body_temp_path $WORK/nginx-body;" "proxy_temp_path $WORK/nginx-proxy;" "fastcgi_temp_path $WORK/nginx-fastcgi;" \
        "uwsgi_temp_path $WORK/nginx-uwsgi;" "scgi_temp_path $WORK/nginx-scgi;" 'server {' 'listen 80;' 'listen 443 ssl;' "server_name $DOMAIN;" \
        "ssl_certificate $WORK/site.crt;" "ssl_certificate_key $WORK/site.key;" "root $site;"
    cat "$WORK/domain-lines"
    printf '%s\n' '}'
    cat "$WORK/lines"
    printf '%s\n' '}'
}
run_nginx() { exec "$(place_of nginx)" -e "$WORK/nginx.log" -p "$WORK" -c "$WORK/nginx.conf"; }
caddy_conf() {
    printf '%s\n' '{' 'local_certs' 'skip_install_trust' 'admin off' '}' "http://$DOMAIN, https://$DOMAIN {" "root * $site"
    cat "$WORK/domain-lines"
    printf '%s\n' 'file_server' '}'
    cat "$WORK/lines"
}
run_caddy() { HOME=$WORK exec "$(place_of caddy)" run --adapter caddyfile --config "$WORK/caddy.conf"; }
apache_conf() {
    local module modules=$WORK/../unpacked/usr/lib/apache2/modules
    [ -d "$modules" ] || modules=/usr/lib/apache2/modules
    for module in mpm_event authz_core dir proxy proxy_http ssl headers; do printf 'LoadModule %s_module %s/mod_%s.so\n' "$module" "$modules" "$module"; done
    printf '%s\n' 'Listen 80' 'Listen 443' "PidFile $WORK/apache.pid" "ErrorLog $WORK/apache.log" "ServerName $DOMAIN" 'User www-data' 'Group www-data' \
        "Mutex file:$WORK default" "DefaultRuntimeDir $WORK"
    for port in 80 443; do
        printf '%s\n' "<VirtualHost *:$port>" "ServerName $DOMAIN" "DocumentRoot $site"
        if [ $port = 443 ]; then printf '%s\n' 'SSLEngine on' "SSLCertificateFile $WORK/site.crt" "SSLCertificateKeyFile $WORK/site.key"; fi
        cat "$WORK/domain-lines"
        printf '%s\n' '</VirtualHost>'
    done
    cat "$WORK/lines"
}
run_apache() { libraries "$(place_of apache2)" -DFOREGROUND -f "$WORK/apache.conf"; }
stop_web() { [ -z "${web:-}" ] || { kill "$web" 2>/dev/null; wait "$web" 2>/dev/null; web=; }; }
stop_peer() { stop_web; }
start_web() { # NAME: with the configuration of the moment
    stop_web
    "$1_conf" >"$WORK/$1.conf"
    "run_$1" >"$WORK/$1.out" 2>&1 &
    web=$!
    listens "$HOST" 80 && listens "$HOST" 443 && kill -0 $web && return
    tail -n 20 "$WORK/$1.out" "$WORK/$1.log"
    return 1
}
words=quickstart
for name in nginx caddy apache; do
    command=$name
    [ $name = apache ] && command=apache2
    place=$(place_of $command) || { program $name -; printf 'SKIP  %-18s cannot be had\n' "$name"; continue; }
    case $name in
        nginx) program nginx "$(version "$place" -v)" ;;
        caddy) program caddy "$(version "$place" version)" ;;
        apache) program apache "$(LD_LIBRARY_PATH="$WORK/../unpacked/usr/lib/$(uname -m)-linux-gnu" version "$place" -v)" ;;
    esac
    : >"$WORK/lines" && : >"$WORK/domain-lines"
    start_web $name >"$WORK/start" || { cat "$WORK/start"; check 'has the ports 80 and 443' false; continue; }
    check 'mail runs although a web server has the ports' start_server $words || continue
    words=serve
    told() { grep -q "Port 443 (https) is taken by $1" "$WORK/server.log" && grep -q "posthaste web proxy ${2}" "$WORK/server.log" && "$POSTHASTE" status --data "$DATA" | grep 'http-proxied'; }
    check 'the administrator is told which one, and what to do' told "$command" "$name"
    lines() {
        "$POSTHASTE" web proxy --data "$DATA" --json >"$WORK/proxy.json" &&
            python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]], end="")' "$WORK/proxy.json" lines >"$WORK/lines" &&
            python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]], end="")' "$WORK/proxy.json" domainLines >"$WORK/domain-lines" &&
            cat "$WORK/lines" "$WORK/domain-lines"
    }
    check 'lines are printed for it' lines || continue
    check 'it takes the lines' start_web $name || continue
    all_pages behind
    own_site() { ask "$(at https "$DOMAIN" /)" | grep -q 'own web site'; }
    check "behind: the domain's web site is left alone" own_site
    stop_server
    stop_web
done
