package org.posthaste.app;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** Jakarta Mail (Angus) as an independent mail program. Stateless. */
final class Mail {
    private Mail() {}

    /** Settings of a protocol that trusts any certificate, and takes TLS as told. */
    static Session session(String protocol, int port, boolean startTls) {
        Properties settings = new Properties();
        String prefix = "mail." + protocol + ".";
        settings.setProperty(prefix + "host", "127.0.0.1");
        settings.setProperty(prefix + "port", Integer.toString(port));
        settings.setProperty(prefix + "ssl.trust", "*");
        settings.setProperty(prefix + "ssl.checkserveridentity", "false");
        settings.setProperty(prefix + "starttls.enable", Boolean.toString(startTls));
        settings.setProperty(prefix + "starttls.required", Boolean.toString(startTls));
        settings.setProperty(prefix + "connectiontimeout", "20000");
        settings.setProperty(prefix + "timeout", "20000");
        settings.setProperty(prefix + "fetchsize", "8192");
        return Session.getInstance(settings);
    }

    /** A store of {@code imap}, {@code imaps}, {@code pop3} or {@code pop3s}, logged in; without the {@code s} STARTTLS is used. */
    static Store store(MailHost host, String protocol, String user) throws MessagingException {
        Session session = session(protocol, host.port(protocol), !protocol.endsWith("s"));
        Store store = session.getStore(protocol);
        store.connect("127.0.0.1", host.port(protocol), user, MailHost.PASSWORD);
        return store;
    }

    static Folder open(Store store, String name, int mode) throws MessagingException {
        Folder folder = store.getFolder(name);
        folder.open(mode);
        return folder;
    }

    static MimeMessage message(String from, String to, String subject, String text) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom(new InternetAddress(from));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        message.setText(text, "UTF-8");
        message.saveChanges();
        return message;
    }

    /** Sends as another server does: port 25, no login. */
    static void deliver(MailHost host, MimeMessage message) throws MessagingException {
        Session session = session("smtp", host.port("smtp"), false);
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    /** Sends as a user does. */
    static void submit(MailHost host, String listener, String user, MimeMessage message) throws MessagingException {
        boolean implicit = listener.equals("submissions");
        String protocol = implicit ? "smtps" : "smtp";
        Session session = session(protocol, host.port(listener), !implicit);
        session.getProperties().setProperty("mail." + protocol + ".auth", "true");
        try (Transport transport = session.getTransport(protocol)) {
            transport.connect("127.0.0.1", host.port(listener), user, MailHost.PASSWORD);
            transport.sendMessage(message, message.getAllRecipients());
        }
    }
}
