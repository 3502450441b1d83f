package org.posthaste.smtp.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Services that send mail for others, told by the domains they sign with, use in reverse-paths, or name their hosts in. Stateless. */
final class KnownSenders {
    private static final Map<String, String> BY_DOMAIN = byDomain();

    private KnownSenders() {}

    private static Map<String, String> byDomain() {
        Map<String, String> all = new LinkedHashMap<>();
        name(all, "Google Workspace", "google.com", "gappssmtp.com", "gmail.com", "googlemail.com");
        name(all, "Microsoft 365", "outlook.com", "onmicrosoft.com", "office365.com", "hotmail.com");
        name(all, "Mailchimp", "mcsv.net", "mcdlv.net", "rsgsv.net", "mailchimpapp.net", "mailchimp.com");
        name(all, "Mandrill", "mandrillapp.com");
        name(all, "SendGrid", "sendgrid.net", "sendgrid.com", "sendgrid.me");
        name(all, "Amazon SES", "amazonses.com");
        name(all, "Mailgun", "mailgun.org", "mailgun.net", "mailgun.us");
        name(all, "Postmark", "mtasv.net", "postmarkapp.com");
        name(all, "SparkPost", "sparkpostmail.com", "sparkpostmail1.com");
        name(all, "Brevo", "sendinblue.com", "brevo.com", "mailin.fr", "brevosend.com");
        name(all, "Mailjet", "mailjet.com");
        name(all, "Salesforce", "salesforce.com", "exacttarget.com", "pardot.com");
        name(all, "HubSpot", "hubspotemail.net", "hubspot.com", "hubspotlinks.com");
        name(all, "Zendesk", "zendesk.com");
        name(all, "Freshdesk", "freshdesk.com", "freshemail.io");
        name(all, "Constant Contact", "ccsend.com", "constantcontact.com");
        name(all, "Klaviyo", "klaviyomail.com");
        name(all, "Campaign Monitor", "createsend.com", "cmail19.com", "cmail20.com");
        name(all, "CleverReach", "cleverreach.com");
        name(all, "Intercom", "intercom.io", "intercom-mail.com");
        name(all, "Shopify", "shopifyemail.com", "shopify.com");
        name(all, "Stripe", "stripe.com");
        name(all, "GitHub", "github.com");
        name(all, "Atlassian", "atlassian.net", "atlassian.com");
        name(all, "Zoho", "zoho.com", "zohomail.com", "zoho.eu");
        name(all, "Fastmail", "messagingengine.com", "fastmail.com");
        name(all, "Proton Mail", "protonmail.ch", "proton.ch");
        name(all, "iCloud Mail", "icloud.com", "me.com", "apple.com");
        name(all, "Yahoo", "yahoo.com", "yahoodns.net", "aol.com");
        name(all, "GMX and WEB.DE", "gmx.net", "gmx.de", "web.de", "mail.com");
        name(all, "IONOS", "kundenserver.de", "ionos.com", "perfora.net");
        name(all, "Hetzner", "your-server.de");
        name(all, "OVHcloud", "ovh.net", "ovh.com");
        name(all, "STRATO", "strato.de", "rzone.de");
        name(all, "Mimecast", "mimecast.com");
        name(all, "Proofpoint", "pphosted.com", "ppe-hosted.com");
        name(all, "Mail.ru", "mail.ru");
        name(all, "Yandex", "yandex.net", "yandex.ru");
        return all;
    }

    private static void name(Map<String, String> all, String name, String... domains) {
        for (String domain : domains) {
            all.put(domain, name);
        }
    }

    /** The service that a domain or host belongs to. */
    static Optional<String> of(String domain) {
        for (String rest = domain; rest.indexOf('.') > 0; rest = rest.substring(rest.indexOf('.') + 1)) {
            String name = BY_DOMAIN.get(rest);
            if (name != null) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
