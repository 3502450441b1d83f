package org.posthaste.common.sasl;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token in place of a password: OAUTHBEARER (RFC 7628 §3.1) and XOAUTH2, Google's form from before the
 * standard, which most mail programs use. A token that is refused is answered with a JSON object (RFC 7628 §3.2.2); the
 * client acknowledges it, and only then the login fails (§3.2.3).
 */
final class BearerMechanism implements SaslMechanism {
    private static final int MAX_MESSAGE = 16 * 1024;
    private static final char SEPARATOR = '\u0001';
    /** The GS2 header without channel binding; the user's name has {@code =2C} and {@code =3D} for comma and equals. */
    private static final Pattern HEADER = Pattern.compile("[ny],(?:a=([^,]*))?,");

    private static final String BEARER = "bearer ";

    private final Form form;
    private final TokenVerifier tokens;

    /** How the message is written. */
    enum Form {
        OAUTHBEARER,
        XOAUTH2
    }

    BearerMechanism(Form form, TokenVerifier tokens) {
        this.form = form;
        this.tokens = tokens;
    }

    @Override
    public String name() {
        return form.name();
    }

    /** RFC 7628 §4: only under TLS, since whoever reads a token can use it. */
    @Override
    public boolean usable(LoginContext context, AuthSettings settings) {
        return SaslMechanism.confidential(context, settings);
    }

    @Override
    public SaslExchange start(LoginContext context, LoginDesk desk) {
        return new Exchange(context, desk);
    }

    /** What the client sends. The user may be empty: then the token alone says who it is. */
    record Message(String user, String token) {}

    /** The client's message, or empty if it is none. */
    static Optional<Message> parse(Form form, String text) {
        String user = "";
        String rest = text;
        if (form == Form.OAUTHBEARER) {
            int end = text.indexOf(SEPARATOR);
            Matcher header = HEADER.matcher(end < 0 ? "" : text.substring(0, end));
            if (!header.matches()) {
                return Optional.empty();
            }
            user = header.group(1) == null
                    ? ""
                    : header.group(1).replace("=2C", ",").replace("=3D", "=");
            rest = text.substring(end + 1);
        }
        String token = "";
        if (!rest.endsWith(String.valueOf(SEPARATOR))) {
            return Optional.empty();
        }
        for (String pair : rest.split(String.valueOf(SEPARATOR))) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? "" : pair.substring(0, equals);
            String value = pair.substring(equals + 1);
            if (key.equals("auth") && value.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
                token = value.substring(BEARER.length()).strip();
            } else if (key.equals("user") && form == Form.XOAUTH2) {
                user = value;
            }
        }
        return Optional.of(new Message(user, token));
    }

    /** One login. */
    private final class Exchange implements SaslExchange {
        private final LoginContext context;
        private final LoginDesk desk;
        private @Nullable AuthResult refused;
        private volatile String claimed = "";

        Exchange(LoginContext context, LoginDesk desk) {
            this.context = context;
            this.desk = desk;
        }

        @Override
        public boolean clientFirst() {
            return true;
        }

        @Override
        public String claimedUser() {
            return claimed;
        }

        @Override
        public CompletionStage<SaslStep> step(byte[] clientMessage) {
            if (refused != null) {
                return CompletableFuture.completedFuture(new SaslStep.Done(refused));
            }
            Optional<Message> message = (clientMessage.length > MAX_MESSAGE
                            ? Optional.<String>empty()
                            : PasswordText.utf8(clientMessage, 0, clientMessage.length))
                    .flatMap(text -> parse(form, text));
            if (message.isEmpty()) {
                LoginAttempt attempt = LoginAttempt.of(context, name(), "");
                return CompletableFuture.completedFuture(new SaslStep.Done(desk.malformed(attempt)));
            }
            claimed = PasswordText.shown(message.get().user());
            return desk.token(tokens, message.get(), context, name()).thenApply(this::answer);
        }

        private SaslStep answer(AuthResult result) {
            if (!(result instanceof AuthResult.Rejected)) {
                return new SaslStep.Done(result);
            }
            refused = result;
            return new SaslStep.Challenge(error().getBytes(StandardCharsets.UTF_8));
        }

        private String error() {
            TokenSettings settings = tokens.settings();
            Map<String, Object> json = new LinkedHashMap<>();
            if (form == Form.XOAUTH2) {
                json.put("status", "401");
                json.put("schemes", "bearer");
            } else {
                json.put("status", "invalid_token");
            }
            if (!settings.scope().isEmpty()) {
                json.put("scope", settings.scope());
            }
            if (form == Form.OAUTHBEARER && settings.issuer().startsWith("https://")) {
                String issuer = settings.issuer();
                json.put(
                        "openid-configuration",
                        (issuer.endsWith("/") ? issuer : issuer + "/") + ".well-known/openid-configuration");
            }
            return JSONObjectUtils.toJSONString(json);
        }
    }
}
