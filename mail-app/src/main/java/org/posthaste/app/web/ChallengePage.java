package org.posthaste.app.web;

import java.util.Optional;
import java.util.regex.Pattern;

/** The answer to an HTTP-01 challenge (RFC 8555 §8.3), on every name: who knows the token has it from the authority. */
final class ChallengePage implements Page {
    private static final String FOLDER = "/.well-known/acme-challenge/";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private final ChallengeBoard board;

    ChallengePage(ChallengeBoard board) {
        this.board = board;
    }

    @Override
    public String name() {
        return "challenge";
    }

    @Override
    public boolean at(String path, SiteName.Kind kind) {
        return path.startsWith(FOLDER);
    }

    @Override
    public boolean plain() {
        return true;
    }

    @Override
    public WebAnswer answer(WebRequest request) {
        return Optional.of(request.path().substring(FOLDER.length()))
                .filter(token -> TOKEN.matcher(token).matches())
                .flatMap(board::keyAuthorization)
                .map(text -> WebAnswer.document("application/octet-stream", text))
                .orElse(WebAnswer.NOT_FOUND);
    }
}
