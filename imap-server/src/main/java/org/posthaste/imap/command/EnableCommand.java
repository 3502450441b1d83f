package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.imap.notify.AnnotationWatch;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.session.Feature;
import org.posthaste.mailstore.Account;

/** ENABLE, RFC 5161 §3.1. Capabilities that are unknown or cannot be enabled are passed over. */
public final class EnableCommand implements ImapCommand.Authenticated {
    private final Map<String, Feature> features;

    /** Enables these features by the capability's name in upper case. */
    public EnableCommand(Map<String, Feature> features) {
        this.features = Map.copyOf(features);
    }

    @Override
    public String name() {
        return "ENABLE";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        List<String> names = new ArrayList<>();
        arguments.sp();
        do {
            names.add(arguments.keyword());
        } while (arguments.accept(' ') && !arguments.atEnd());
        arguments.end();
        List<Feature> fresh = new ArrayList<>();
        StringBuilder told = new StringBuilder();
        for (String name : names) {
            Optional<Feature> feature = Optional.ofNullable(features.get(name));
            if (feature.isPresent() && !context.session().enabled(feature.get()) && !fresh.contains(feature.get())) {
                fresh.add(feature.get());
                told.append(' ').append(name);
            }
        }
        context.out().text("* ENABLED").text(told.toString()).crlf();
        fresh.forEach(context.session()::enable);
        if (fresh.contains(Feature.METADATA)) {
            AnnotationWatch.of(context.session(), account).all();
        }
        return Outcome.ok("ENABLE completed");
    }
}
