package org.posthaste.imap.extension;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.imap.fetch.FetchItems;
import org.posthaste.imap.list.StatusItems;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.session.Feature;

/** The words of all extensions together, which commands are made with. Immutable. */
public record Vocabulary(
        FetchItems fetchItems, SearchKeys searchKeys, StatusItems statusItems, Map<String, Feature> features) {
    public Vocabulary {
        features = Map.copyOf(features);
    }

    /** What these extensions add up to. */
    static Vocabulary of(List<ImapExtension> extensions) {
        Map<String, Feature> features = new HashMap<>();
        extensions.forEach(extension -> features.putAll(extension.enables()));
        return new Vocabulary(
                new FetchItems(extensions.stream()
                        .flatMap(extension -> extension.fetchItems().stream())
                        .toList()),
                new SearchKeys(extensions.stream()
                        .flatMap(extension -> extension.searchKeys().stream())
                        .toList()),
                new StatusItems(extensions.stream()
                        .flatMap(extension -> extension.statusItems().stream())
                        .toList()),
                features);
    }
}
