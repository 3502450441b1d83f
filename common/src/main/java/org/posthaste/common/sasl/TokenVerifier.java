package org.posthaste.common.sasl;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks signed access tokens (JWT, RFC 7519; RFC 8725 §3: the algorithms are ours to say, not the token's). The
 * issuer's keys are kept for minutes, fetched anew when a token names an unknown one, but not more than twice in half a
 * minute, and used on for hours while the issuer cannot be reached. May block for seconds; thread-safe.
 */
final class TokenVerifier {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 5_000;
    private static final int LARGEST_KEYS = 256 * 1024;
    private static final long KEPT_MILLIS = 5 * 60_000L;
    private static final long REFRESH_MILLIS = 15_000L;
    private static final long BETWEEN_FETCHES_MILLIS = 30_000L;
    private static final long OUTAGE_MILLIS = 4 * 60 * 60_000L;

    private final TokenSettings settings;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    TokenVerifier(TokenSettings settings, Clock clock) {
        this.settings = settings;
        Set<JWSAlgorithm> algorithms =
                settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys(settings)));
        JWTClaimsSet exactly =
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build();
        Claims claims = new Claims(settings.audience(), exactly, Set.of("exp", settings.claim()), clock);
        claims.setMaxClockSkew((int) settings.clockSkew().toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    private static JWKSource<SecurityContext> keys(TokenSettings settings) {
        try {
            URL address = settings.keys().toURL();
            JWKSourceBuilder<SecurityContext> builder =
                    settings.keys().getScheme().equals("file")
                            ? JWKSourceBuilder.create(
                                    address, url -> new Resource(Files.readString(Path.of(settings.keys())), null))
                            : JWKSourceBuilder.create(
                                    address, new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, LARGEST_KEYS));
            return builder.cache(KEPT_MILLIS, REFRESH_MILLIS)
                    .rateLimited(BETWEEN_FETCHES_MILLIS)
                    .outageTolerant(OUTAGE_MILLIS)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("keys is not an address: " + settings.keys(), e);
        }
    }

    /**
     * The address a token speaks for.
     *
     * @throws BadToken if it is not one to be taken
     * @throws IOException if the issuer's keys cannot be had
     */
    String address(String token) throws BadToken, IOException {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            if (Boolean.FALSE.equals(claims.getClaim(settings.claim() + "_verified"))) {
                throw new BadToken("the issuer has not verified the " + settings.claim());
            }
            if (!settings.scope().isEmpty() && !scopes(claims).contains(settings.scope())) {
                throw new BadToken("lacks the scope");
            }
            String address = claims.getStringClaim(settings.claim());
            if (address == null || address.isBlank() || address.length() > PasswordText.MAX_NAME) {
                throw new BadToken("names nobody");
            }
            return address;
        } catch (KeySourceException e) {
            throw new IOException("the keys of " + settings.issuer() + " cannot be had: " + e.getMessage(), e);
        } catch (BadJOSEException | JOSEException | ParseException e) {
            throw new BadToken(String.valueOf(e.getMessage()));
        }
    }

    /** RFC 8693 §4.2 has one text; some issuers send a list, or call it {@code scp}. */
    private static List<String> scopes(JWTClaimsSet claims) {
        Object scope = claims.getClaim("scope") == null ? claims.getClaim("scp") : claims.getClaim("scope");
        return scope instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : Arrays.asList(String.valueOf(scope).split(" "));
    }

    TokenSettings settings() {
        return settings;
    }

    /** A token that is not taken, and why. */
    static final class BadToken extends Exception {
        private static final long serialVersionUID = 1;

        BadToken(String reason) {
            super(reason);
        }
    }

    /** The library's checks, by our clock. */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        Claims(String audience, JWTClaimsSet exactly, Set<String> required, Clock clock) {
            super(Set.of(audience), exactly, required, Set.of());
            this.clock = clock;
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
