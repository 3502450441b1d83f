package org.posthaste.common.net.mina;

import java.io.IOException;
import java.util.function.Function;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteException;
import org.apache.mina.transport.socket.nio.NioSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the events of MINA's sessions to their connections. Called on I/O threads. */
final class MinaHandler extends IoHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(MinaHandler.class);
    private static final AttributeKey CHANNEL = new AttributeKey(MinaHandler.class, "channel");

    private final Function<NioSession, MinaChannel> accept;

    MinaHandler(Function<NioSession, MinaChannel> accept) {
        this.accept = accept;
    }

    private static MinaChannel channel(IoSession session) {
        return (MinaChannel) session.getAttribute(CHANNEL);
    }

    @Override
    public void sessionCreated(IoSession session) {
        session.setAttribute(CHANNEL, accept.apply((NioSession) session));
    }

    @Override
    public void sessionOpened(IoSession session) {
        channel(session).connection().channelOpened();
    }

    @Override
    public void messageReceived(IoSession session, Object message) {
        channel(session).connection().channelReceived(((IoBuffer) message).buf());
    }

    @Override
    public void inputClosed(IoSession session) {
        // A socket at its end of input stays readable, which would keep the I/O thread spinning.
        session.suspendRead();
        channel(session).connection().channelInputEnded();
    }

    @Override
    public void exceptionCaught(IoSession session, Throwable cause) {
        if (cause instanceof IOException) {
            // Strangers hang up in many ways; the connection's closing line tells how. A failed write is followed by
            // the close.
            if (!(cause instanceof WriteException)) {
                channel(session).connection().channelFailed(text(cause));
            }
        } else {
            LOG.error("a connection's I/O failed, peer={}", session.getRemoteAddress(), cause);
            channel(session).connection().channelFailed("internal error");
        }
        session.closeNow();
    }

    @Override
    public void sessionClosed(IoSession session) {
        channel(session).connection().channelClosed("closed by peer");
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
