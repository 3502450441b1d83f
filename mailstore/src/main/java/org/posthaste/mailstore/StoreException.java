package org.posthaste.mailstore;

/** The one exception of the store. Stages of the store complete exceptionally with it (unwrapped or as the cause of a CompletionException). */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final StoreFailure failure;

    /** A refusal; the message is for the log, not for the peer. */
    public StoreException(StoreFailure failure, String message) {
        super(message);
        this.failure = failure;
    }

    /** A failure with its cause. */
    public StoreException(StoreFailure failure, String message, Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    /** Why. */
    public StoreFailure failure() {
        return failure;
    }

    /** Finds the store's refusal in what a stage completed with; anything else is INTERNAL. */
    public static StoreException of(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof StoreException store) {
                return store;
            }
        }
        return new StoreException(StoreFailure.INTERNAL, String.valueOf(thrown.getMessage()), thrown);
    }
}
